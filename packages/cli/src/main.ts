#!/usr/bin/env node
import { trainInThread } from './compare/thread.js';
import { exitCodes } from './io.js';
import { runCommand } from './run-command.js';

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as `head`, closes the pipe: nothing is wrong then.
  if (code === 'EPIPE') process.exit(exitCodes.done);
  process.stderr.write(`sluice: Could not write the result: ${message}\n`);
  process.exit(exitCodes.failed);
});

// Nobody reads what is said on the way, or the terminal is gone: no reason to lose a training.
process.stderr.on('error', () => undefined);

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

process.exitCode = await runCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  // In a checkout of the repository no `sluice` is on the path.
  command: process.env['npm_package_name'] === 'sluice' ? 'npm run sluice --' : 'sluice',
  onInterrupt: (stop) => {
    const release = (): void => {
      for (const signal of signals) process.off(signal, interrupt);
    };
    let interrupted = false;
    const interrupt = (signal: NodeJS.Signals): void => {
      if (!interrupted) {
        interrupted = true;
        stop();
      } else {
        // Whoever asks twice does not want to wait: without a listener the signal ends the process.
        release();
        process.kill(process.pid, signal);
      }
    };
    for (const signal of signals) process.on(signal, interrupt);
    return release;
  },
  trainRun: trainInThread(new URL('./compare/worker.js', import.meta.url)),
});
