import { Command, Option } from 'commander';
import { formatBytes } from '@sluice/math';
import type { Imported, ImportedLayer } from '@sluice/serialization';
import { checkWritable, writeFileAtomically } from '@sluice/serialization/node';
import { formats, formatToRead, formatToWrite, type ReadOptions } from '../formats/index.js';
import { formatImported } from '../formats/report.js';
import { safetensors } from '../formats/safetensors.js';
import { exitCodes, type Io } from '../io.js';
import { exists, isSameFile } from '../model-file.js';
import { UsageError } from '../usage-error.js';

interface ConvertFlags extends ReadOptions {
  readonly from?: string;
  readonly to?: string;
  readonly layer?: string;
  readonly dryRun?: true;
  readonly force?: true;
}

/** The options that say what a file does not. */
export const readOptions = (): readonly Option[] => [
  new Option('--from <format>', 'what is read, where the ending does not tell').choices(
    formats.map(({ name }) => name),
  ),
  new Option('--prefix <prefix>', 'PyTorch: where in the state dict the layer stands, such as encoder.rnn.'),
  new Option('--nonlinearity <name>', 'PyTorch: what bounds the state of an RNN').choices(['tanh', 'relu']),
  new Option('--biases <how>', 'PyTorch: keep its two biases, or sum them to one').choices([
    'separate',
    'summed',
  ]),
  new Option('--config <file>', "Keras: the model's description as JSON, for a file of weights alone"),
  new Option(
    '--split',
    'take the layers one by one, even where the whole model can be read; of ONNX the recurrent ones',
  ),
];

/** `sluice convert IN OUT`: turns a model of one library into a file of another. */
export function convertCommand(io: Io, exit: (code: number) => void): Command {
  const command = new Command('convert')
    .summary('turn a model file into one of another library')
    .description(
      'Reads a model of PyTorch (.pt, .pth), Keras (.keras, .h5), TensorFlow.js (model.json), ONNX (.onnx) or Sluice ' +
        '(.safetensors), and writes it as one of Sluice, PyTorch, Keras or ONNX. The endings tell the formats.',
    )
    .argument('<in>', 'the file to read')
    .argument('[out]', 'the file to write; not needed for --dry-run')
    .addOption(
      new Option('--to <format>', 'what is written, where the ending does not tell').choices(
        formats.filter(({ write }) => write).map(({ name }) => name),
      ),
    )
    .option('--layer <name>', 'which layer to write, where the file holds several that do not make one model')
    .option('--dry-run', 'say what would be read and written, and write nothing')
    .option('--force', 'replace the file that is there');
  readOptions().forEach((option) => command.addOption(option));
  return command.action(async (input: string, output: string | undefined, flags: ConvertFlags) => {
    await convert(io, input, output, flags);
    exit(exitCodes.done);
  });
}

async function convert(
  io: Io,
  input: string,
  output: string | undefined,
  { from, to, layer: wanted, dryRun, force, ...options }: ConvertFlags,
): Promise<void> {
  if (output === undefined && !dryRun) {
    throw new UsageError('Name the file to write, or look only, by --dry-run.');
  }
  const target = output === undefined ? undefined : formatToWrite(output, to);
  const source = await formatToRead(input, from);
  if (output !== undefined && !dryRun) await checkFree(input, output, force);

  const imported = await source.read(input, options);
  if (dryRun) io.stdout.write(`${formatImported(imported)}\n`);
  if (output === undefined || !target) return;
  const model = choose(input, imported, wanted);
  const { bytes, notes } = await target.write(model);
  const lost = model.state && target !== safetensors ? [startIsLost] : [];
  const said = [...notes, ...lost].map((note) => `  ${note}\n`).join('');
  if (dryRun) {
    io.stdout.write(
      `\nIt would become ${output} (${formatBytes(bytes.length)}). Nothing was written.\n${said}`,
    );
    return;
  }
  await writeFileAtomically(output, bytes);
  io.stdout.write(`${output}: ${formatBytes(bytes.length)}\n${said}`);
}

async function checkFree(input: string, output: string, force: true | undefined): Promise<void> {
  if (await isSameFile(input, output)) throw new UsageError(`${output} is what is read. Write another file.`);
  if (!force && (await exists(output))) {
    throw new UsageError(`${output} exists. Replace it by --force, or write another file.`);
  }
  await checkWritable(output);
}

const startIsLost = 'the state that it starts from does not come along; a .safetensors file keeps it';

/** The one layer of a file, or the one that is asked for. */
function choose(path: string, { layers, left }: Imported, wanted: string | undefined): ImportedLayer {
  const names = layers.map(({ name }) => name);
  const found = wanted === undefined ? layers : layers.filter(({ name }) => name === wanted);
  if (found.length === 1) return found[0]!;
  if (wanted !== undefined) {
    throw new UsageError(`${path} holds no layer "${wanted}". It holds ${names.join(', ') || 'none'}.`);
  }
  if (layers.length === 0) {
    const reasons = left.slice(0, 8).map(({ name, reason }) => `${name}: ${reason}`);
    if (left.length > reasons.length) reasons.push(`and ${left.length - reasons.length} more, see --dry-run`);
    throw new UsageError(`${path} holds no layer that can be taken. ${reasons.join('; ')}.`);
  }
  const why = left.length > 0 ? ` (${left[0]!.name}: ${left[0]!.reason})` : '';
  throw new UsageError(
    `${path} gives ${names.length} layers, and a file holds one${why}. Choose it by --layer: ${names.join(', ')}.`,
  );
}
