import { randomInt } from 'node:crypto';
import { Command, Option } from 'commander';
import { generate } from '@sluice/train';
import { exitCodes, interruptible, type Io } from '../io.js';
import { openModel } from '../model-file.js';
import { integer, real } from '../numbers.js';

interface SampleFlags {
  readonly prime?: string;
  readonly length: number;
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed?: number;
}

/** `sluice sample MODEL`: writes text with a trained model. */
export function sampleCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('sample')
    .summary('write text with a model')
    .description('Writes text with a model that sluice train has saved.')
    .argument('<model>', 'the model file')
    .option('-p, --prime <text>', 'the text to go on from; by default a line begins')
    .addOption(
      new Option('-n, --length <characters>', 'how much to write')
        .argParser(integer({ atLeast: 1 }))
        .default(500),
    )
    .addOption(
      new Option('-t, --temperature <number>', '0 takes the likeliest character, 1 draws as the model says')
        .argParser(real({ atLeast: 0 }))
        .default(0.8),
    )
    .addOption(
      new Option('--top-k <number>', 'draw among so many likeliest characters only').argParser(
        integer({ atLeast: 1 }),
      ),
    )
    .addOption(
      new Option(
        '--top-p <part>',
        'draw among the likeliest characters of this probability together only',
      ).argParser(real({ above: 0, atMost: 1 })),
    )
    .addOption(
      new Option(
        '--seed <number>',
        'the same seed writes the same text; by default another each time',
      ).argParser(integer()),
    )
    .action(async (path: string, flags: SampleFlags) => {
      exit(await sample(io, path, flags));
    });
}

async function sample(io: Io, path: string, { prime, seed, ...flags }: SampleFlags): Promise<number> {
  const { model, vocabulary } = await openModel(path);
  return interruptible(io, async (signal) => {
    const characters = generate(model, {
      ...flags,
      vocabulary,
      signal,
      prime,
      seed: seed ?? randomInt(2 ** 31),
    });
    if (prime !== undefined) io.stdout.write(prime);
    for await (const character of characters) io.stdout.write(character);
    io.stdout.write('\n');
    return signal.aborted ? exitCodes.interrupted : exitCodes.done;
  });
}
