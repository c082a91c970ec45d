import { Command, Option } from 'commander';
import { generate } from '@sluice/train';
import { describeArchitecture } from '../architecture.js';
import { cellNames } from '../cells.js';
import { exitCodes, interruptible, type Io } from '../io.js';
import { formatCount, formatDuration, integer, real, toBits } from '../numbers.js';
import { createProgress } from '../progress.js';
import { readText } from '../read-text.js';
import { sampleText } from '../sample-text.js';
import { createTextRun, type TextRun } from '../text-run.js';
import { countThreads, explainThreads, threadsOption, type WantedThreads } from '../threads.js';

interface StartFlags {
  readonly cell: string;
  readonly seconds: number;
  readonly length: number;
  readonly seed: number;
  readonly threads: WantedThreads;
}

const sizes = { embedding: 128, hidden: 128, layers: 2 };
const settings = {
  batchSize: 50,
  timeSteps: 50,
  epochs: 1_000_000,
  learningRate: 2e-3,
  clip: 5,
  validation: 0.05,
};

/** How many times to validate on the way. */
const validations = 4;

/** `sluice start`: shows what all of this does, in about a minute. */
export function startCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('start')
    .summary('train on Shakespeare for a minute and write a passage')
    .description(
      'Trains a character model on plays by Shakespeare for about a minute, then writes a passage with it.',
    )
    .addOption(
      new Option('--cell <cell>', 'what the recurrent layers are').choices(cellNames).default('lstm'),
    )
    .addOption(
      new Option('--seconds <number>', 'how long to train').argParser(real({ above: 0 })).default(60),
    )
    .addOption(
      new Option('--length <characters>', 'how much to write')
        .argParser(integer({ atLeast: 1 }))
        .default(600),
    )
    .addOption(new Option('--seed <number>', 'where randomness comes from').argParser(integer()).default(1))
    .addOption(threadsOption())
    .action(async (flags: StartFlags) => {
      exit(await start(io, flags));
    });
}

async function start(io: Io, flags: StartFlags): Promise<number> {
  const { text } = await readText(sampleText);
  const architecture = { ...sizes, cell: flags.cell };
  const { seed, threads } = flags;
  const run = await createTextRun(text, architecture, { ...settings, seed, threads });
  io.stderr.write(
    `Training on ${formatCount(text.length)} characters of Shakespeare for ${formatDuration(flags.seconds)}: ` +
      `${describeArchitecture(architecture)}, ${formatCount(run.model.summary().size)} weights, ` +
      `on ${countThreads(run.trainer.threads)}.${explainThreads(run.trainer, threads)}\n`,
  );
  try {
    return await trainAndWrite(io, run, flags);
  } finally {
    run.trainer.close();
  }
}

const trainAndWrite = (io: Io, run: TextRun, flags: StartFlags): Promise<number> =>
  interruptible(io, async (signal) => {
    const { steps, nats, seconds } = await trainFor(io, run, flags.seconds, signal);
    if (signal.aborted) return exitCodes.interrupted;
    io.stdout.write(
      `\n${formatCount(steps)} steps in ${formatDuration(seconds)}, ` +
        `${formatCount((steps * run.charactersPerStep) / seconds)} characters per second. ` +
        `Validation: ${toBits(nats).toFixed(3)} bits per character.\n\n`,
    );
    const { model, vocabulary } = run;
    const options = { vocabulary, length: flags.length, temperature: 0.7, seed: flags.seed, signal };
    for await (const character of generate(model, options)) io.stdout.write(character);
    io.stdout.write(`\n\nTrain on a text of yours: ${io.command} train FILE --out model.safetensors\n`);
    return signal.aborted ? exitCodes.interrupted : exitCodes.done;
  });

interface Outcome {
  readonly steps: number;
  /** Validation loss at the end. */
  readonly nats: number;
  /** Time spent on training alone. */
  readonly seconds: number;
}

async function trainFor(io: Io, run: TextRun, seconds: number, signal: AbortSignal): Promise<Outcome> {
  const { trainer, batches, validation, charactersPerStep } = run;
  const progress = createProgress(io.stderr, {
    total: Math.ceil(seconds),
    charactersPerStep,
    describe: ({ step }) => `step ${step}`,
  });
  let [spent, since, due] = [0, performance.now(), 1];
  try {
    for await (const report of trainer.fit(batches, { epochs: settings.epochs, signal })) {
      const elapsed = spent + (performance.now() - since) / 1000;
      progress.update(Math.min(elapsed, Math.ceil(seconds)), report);
      if (elapsed >= seconds) {
        spent = elapsed;
        break;
      }
      if (elapsed < (due * seconds) / validations) continue;
      due++;
      spent = elapsed;
      progress.validated(await trainer.evaluate(validation));
      since = performance.now();
    }
    const nats = signal.aborted ? NaN : await trainer.evaluate(validation);
    if (!signal.aborted) progress.validated(nats);
    return { steps: trainer.stepCount, nats, seconds: spent };
  } finally {
    progress.stop();
  }
}
