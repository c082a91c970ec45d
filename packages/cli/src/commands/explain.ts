import { Argument, Command, Option } from 'commander';
import { sequential, stackCells, type Cell } from '@sluice/cell';
import { meanSquaredError } from '@sluice/layers';
import { explainPrediction, explainStream } from '@sluice/model';
import { explainTraining } from '@sluice/train';
import { formatExplanation, type Explanation } from '@sluice/wasm';
import { largestSize } from '../architecture.js';
import { cellNames, cells } from '../cells.js';
import { exitCodes, type Io } from '../io.js';
import { integer } from '../numbers.js';
import { UsageError } from '../usage-error.js';

interface ExplainFlags {
  readonly mode: Mode;
  readonly input: number;
  readonly hidden: number;
  readonly layers: number;
  readonly batchSize: number;
  readonly timeSteps: number;
  readonly json?: true;
}

/** What can be explained: in words, and how. */
const modes = {
  train: {
    title: ({ batchSize, timeSteps }) =>
      `One training step over ${batchSize} sequences of ${timeSteps} steps: forward, mean squared error, and back.\n` +
      'The optimizer is left out.',
    explain: (cell, size) => explainTraining(cell, { loss: meanSquaredError(), ...size }),
  },
  predict: {
    title: ({ batchSize, timeSteps }) => `The way forward over ${batchSize} sequences of ${timeSteps} steps.`,
    explain: (cell, { batchSize, timeSteps }) =>
      explainPrediction(cell, { batch: batchSize, time: timeSteps }),
  },
  step: { title: () => 'One step of a stream.', explain: explainStream },
} as const satisfies Record<
  string,
  {
    readonly title: (size: Size) => string;
    readonly explain: (cell: Cell, size: Size) => Explanation;
  }
>;

type Mode = keyof typeof modes;
type Size = Pick<ExplainFlags, 'batchSize' | 'timeSteps'>;

/** `sluice explain CELL`: tells what a cell is compiled to. */
export function explainCommand(io: Io, exit: (code: number) => void): Command {
  const count = (flags: string, description: string, value: number, atMost = Infinity): Option =>
    new Option(flags, description).argParser(integer({ atLeast: 1, atMost })).default(value);
  return new Command('explain')
    .summary('tell what the compiler makes of a cell')
    .description(
      'Tells what the compiler makes of a cell, in the order in which it runs: loops, products of matrices, groups of ' +
        'operations that are fused into one pass, and memory. Nothing is computed.',
    )
    .addArgument(new Argument('[cell]', 'what to explain').choices(cellNames).default('lstm'))
    .addOption(
      new Option(
        '--mode <mode>',
        'a training step without its optimizer, the way forward over a sequence, or one step of a stream',
      )
        .choices(Object.keys(modes))
        .default('train'),
    )
    .addOption(count('--input <size>', 'size of what comes in at each step', 64, largestSize))
    .addOption(count('--hidden <size>', 'size of each layer', 128, largestSize))
    .addOption(count('--layers <number>', 'number of layers', 1, largestSize))
    .addOption(count('--batch, --batch-size <rows>', 'number of sequences at once', 32))
    .addOption(count('--time-steps <number>', 'number of steps of each', 64))
    .option('--json', 'print it as JSON')
    .action((cell: string, flags: ExplainFlags, command: Command) => {
      for (const [name, flag] of [
        ['batchSize', '--batch'],
        ['timeSteps', '--time-steps'],
      ] as const) {
        if (flags.mode === 'step' && command.getOptionValueSource(name) === 'cli') {
          throw new UsageError(
            `A stream takes one step of one row, so ${flag} ${flags[name]} means nothing in --mode step. ` +
              `Leave it out, or choose --mode predict.`,
          );
        }
      }
      io.stdout.write(`${explainCell(cell, flags)}\n`);
      exit(exitCodes.done);
    });
}

function explainCell(name: string, { mode, input, hidden, layers, json, ...size }: ExplainFlags): string {
  const { cells: stack } = stackCells(cells.get(name)!, { inputSize: input, hiddenSize: hidden }, layers);
  const explanation = modes[mode].explain(sequential(...stack), size);
  if (json) return JSON.stringify(explanation, undefined, 2);
  const title = `${name}, ${layers} ${layers === 1 ? 'layer' : 'layers'} of ${hidden}, input ${input}\n${modes[mode].title(size)}`;
  return `${title}\n\n${formatExplanation(explanation)}`;
}
