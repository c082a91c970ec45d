process.stderr.write('There is nothing to import.');
process.exitCode = 1;
