// Nothing but what every script of Node does.
process.stdout.write('0\n');
