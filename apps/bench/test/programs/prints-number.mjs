process.stdout.write('0.5\n');
