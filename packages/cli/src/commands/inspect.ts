import { Command } from 'commander';
import { readSafetensorsFile } from '@sluice/serialization/node';
import { FormatError } from '@sluice/serialization/safetensors';
import { describeArchitecture } from '../architecture.js';
import { formatToRead, type ReadOptions } from '../formats/index.js';
import { formatImported, formatTensors } from '../formats/report.js';
import { checkpointFormat, isTextModel, safetensors } from '../formats/safetensors.js';
import { exitCodes, type Io } from '../io.js';
import { loadModelFile, type ModelFile } from '../model-file.js';
import { formatCount, toBits } from '../numbers.js';
import { printable } from '../printable.js';
import { countThreads } from '../threads.js';
import { readOptions } from './convert.js';

/** `sluice inspect FILE`: tells what a file holds. */
export function inspectCommand(io: Io, exit: (code: number) => void): Command {
  const command = new Command('inspect')
    .summary('tell what a model file holds')
    .description(
      'Tells what a model file holds: its layers, its weights and, where sluice train has made it, how it was trained. ' +
        'It reads the files of PyTorch, Keras, TensorFlow.js, ONNX and Sluice, and any safetensors file.',
    )
    .argument('<file>', 'the file');
  readOptions().forEach((option) => command.addOption(option));
  return command.action(async (path: string, { from, ...options }: ReadOptions & { from?: string }) => {
    io.stdout.write(`${await describeFile(path, from, options)}\n`);
    exit(exitCodes.done);
  });
}

async function describeFile(path: string, from: string | undefined, options: ReadOptions): Promise<string> {
  const format = await formatToRead(path, from);
  if (format !== safetensors) return formatImported(await format.read(path, options));
  const { tensors, metadata } = await readSafetensorsFile(path);
  if (metadata['format'] === checkpointFormat && (await isTextModel(path))) {
    return describeModel(await loadModelFile(path));
  }
  try {
    const imported = await format.read(path, options);
    return imported.layers.length > 0 ? formatImported(imported) : formatTensors(tensors);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return `${formatTensors(tensors)}\n\nNo layer was recognised: ${printable(error.message)}`;
  }
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
  return `${lines.join('\n')}\n\n${formatTensors(checkpoint.parameters)}`;
}
