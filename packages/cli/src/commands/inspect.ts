import { Command } from 'commander';
import { formatShape, sizeOf, type Tensor } from '@sluice/math';
import { readSafetensorsFile } from '@sluice/serialization/node';
import { describeArchitecture } from '../architecture.js';
import { exitCodes, type Io } from '../io.js';
import { loadModelFile, type ModelFile } from '../model-file.js';
import { formatCount, toBits } from '../numbers.js';
import { printable } from '../printable.js';
import { countThreads } from '../threads.js';

/** `sluice inspect MODEL`: tells what a file holds. */
export function inspectCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('inspect')
    .summary('tell what a model file holds')
    .description('Tells what a model file holds: its architecture, its weights and how it was trained.')
    .argument('<model>', 'the model file, or any safetensors file')
    .action(async (path: string) => {
      const { tensors, metadata } = await readSafetensorsFile(path);
      const isModel = metadata['format'] === 'sluice.checkpoint';
      io.stdout.write(isModel ? describeModel(await loadModelFile(path)) : describeTensors(tensors));
      exit(exitCodes.done);
    });
}

function describeModel({ description, position, checkpoint }: ModelFile): string {
  const { architecture, vocabulary, settings, text, validationLoss } = description;
  const characters = Array.from(vocabulary);
  const facts: readonly (readonly [string, string])[] = [
    ['model', describeArchitecture(architecture)],
    ['characters', `${characters.length}: ${printable(JSON.stringify(vocabulary))}`],
    ['trained on', `${printable(text.name)} (sha256 ${text.sha256.slice(0, 12)}…)`],
    [
      'so far',
      `${formatCount(position.step)} steps, ${position.epoch} of ${settings.epochs} epochs complete`,
    ],
    [
      'validation',
      validationLoss === undefined
        ? 'not yet'
        : `${validationLoss.toFixed(4)} nats per character, ${toBits(validationLoss).toFixed(3)} bits`,
    ],
    [
      'settings',
      `batch size ${settings.batchSize}, time steps ${settings.timeSteps}, learning rate ${settings.learningRate}, ` +
        `clip ${settings.clip}, validation ${settings.validation}, seed ${settings.seed}, ${countThreads(settings.threads)}`,
    ],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, fact]) => `${name.padEnd(width)}  ${fact}`);
  return `${lines.join('\n')}\n\n${describeTensors(checkpoint.parameters)}`;
}

function describeTensors(tensors: Readonly<Record<string, Tensor>>): string {
  const rows = Object.entries(tensors).map(([name, { dtype, shape }]) => [
    printable(name),
    `${dtype}${formatShape(shape)}`,
    formatCount(sizeOf(shape)),
  ]);
  const total = Object.values(tensors).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  rows.push(['total', `${rows.length} tensors`, formatCount(total)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      ([name, shape, size]) =>
        `${name!.padEnd(widths[0]!)}  ${shape!.padEnd(widths[1]!)}  ${size!.padStart(widths[2]!)}\n`,
    )
    .join('');
}
