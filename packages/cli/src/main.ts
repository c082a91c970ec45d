#!/usr/bin/env node
import { runCommand } from './run-command.js';

// A reader that has seen enough, such as `head`, closes the pipe: nothing is wrong then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exitCode = 0;
  process.kill(process.pid, 'SIGTERM');
});

const signals = ['SIGINT', 'SIGTERM'] as const;

process.exitCode = await runCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
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
});
