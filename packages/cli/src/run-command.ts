import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { SluiceError } from '@sluice/math';
import { compareCommand } from './commands/compare.js';
import { convertCommand } from './commands/convert.js';
import { explainCommand } from './commands/explain.js';
import { inspectCommand } from './commands/inspect.js';
import { sampleCommand } from './commands/sample.js';
import { startCommand } from './commands/start.js';
import { trainCommand } from './commands/train.js';
import { exitCodes, type Io } from './io.js';
import { printable } from './printable.js';

/**
 * Runs one command line and returns the exit code. What goes wrong is said in one line on `stderr`.
 *
 * @param argv - the words after `sluice`.
 */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.done;
  const exit = (value: number): void => {
    code = value;
  };
  const program = new Command('sluice')
    .description(
      'Trains recurrent models, writes text with them, tells what they are made of, compares cells, and trades models with other libraries.',
    )
    .version(version(), '-V, --version', 'say which version this is')
    .helpOption('-h, --help', 'say how to use it')
    .addHelpText(
      'after',
      '\nAn example:\n  sluice train book.txt --cell gru --out book.safetensors\n  sluice sample book.safetensors --prime "Once "\n  sluice convert book.safetensors book.onnx\n  sluice compare --task adding --cells lstm,gru',
    );
  for (const make of [
    trainCommand,
    sampleCommand,
    inspectCommand,
    convertCommand,
    explainCommand,
    compareCommand,
    startCommand,
  ]) {
    program.addCommand(make(io, exit));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'sluice: ')),
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    io.stderr.write(`sluice: ${explain(error)}\n`);
    return exitCodes.failed;
  }
}

/** The version of this package; its manifest stands beside both `src` and `dist`. */
function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function explain(error: unknown): string {
  if (error instanceof SluiceError) return printable(error.message);
  if (error instanceof RangeError)
    return `The model does not fit into memory (${error.message}). Make it smaller.`;
  return `This is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
