import { Command, Option } from 'commander';
import { checkWritable, FileError } from '@sluice/serialization/node';
import { DivergedError } from '@sluice/train';
import { describeArchitecture, largestSize } from '../architecture.js';
import { cellNames } from '../cells.js';
import { exitCodes, interruptible, type Io } from '../io.js';
import { saveModel, saveOrRescue, type Description } from '../model-file.js';
import { formatCount, integer, real, toBits } from '../numbers.js';
import { createProgress } from '../progress.js';
import { readText } from '../read-text.js';
import { createTextRun, type TextRun } from '../text-run.js';
import { countThreads, explainThreads, threadsOption } from '../threads.js';
import {
  isComplete,
  planResumption,
  planStart,
  type TrainFlags,
  type TrainingPlan,
} from '../training-plan.js';
import { UsageError } from '../usage-error.js';

/** `sluice train FILE`: trains a character model on a text. */
export function trainCommand(io: Io, exit: (code: number) => void): Command {
  const count = (flags: string, description: string, value: number, atMost = Infinity): Option =>
    new Option(flags, description).argParser(integer({ atLeast: 1, atMost })).default(value);
  const number = (
    flags: string,
    description: string,
    value: number,
    bounds: Parameters<typeof real>[0],
  ): Option => new Option(flags, description).argParser(real(bounds)).default(value);
  return new Command('train')
    .summary('train a character model on a text')
    .description(
      'Trains a character model on a UTF-8 text and saves it. Ctrl-C saves and stops; --resume goes on from there, ' +
        'bit for bit as if it had never stopped, on as many threads as before.',
    )
    .argument('<file>', 'the text')
    .option('-o, --out <model>', 'where to save the model', 'model.safetensors')
    .option('--resume', 'go on with the training that --out holds')
    .option('--force', 'replace the model that --out holds')
    .addOption(
      new Option('--cell <cell>', 'what the recurrent layers are').choices(cellNames).default('lstm'),
    )
    .addOption(count('--hidden <size>', 'size of each recurrent layer', 128, largestSize))
    .addOption(count('--layers <number>', 'number of recurrent layers', 2, largestSize))
    .addOption(
      count('--embedding <size>', 'size of the vector that stands for a character', 128, largestSize),
    )
    .addOption(count('--epochs <number>', 'how many times to go through the text', 2))
    .addOption(count('--batch-size <rows>', 'how many places of the text to learn from at once', 50))
    .addOption(count('--time-steps <number>', 'how many characters back to learn from', 50))
    .addOption(number('--learning-rate <rate>', 'step size of Adam', 2e-3, { above: 0 }))
    .addOption(number('--clip <norm>', 'largest norm of the gradient', 5, { above: 0 }))
    .addOption(
      number('--validation <part>', 'part of the text to validate on', 0.05, { above: 0, atMost: 0.9 }),
    )
    .addOption(new Option('--seed <number>', 'where randomness comes from').argParser(integer()).default(1))
    .addOption(threadsOption())
    .addOption(
      new Option(
        '--checkpointing <how>',
        'sqrt computes part of each step twice, with much less memory and the same results',
      )
        .choices(['none', 'sqrt'])
        .default('none'),
    )
    .addOption(number('--save-every <seconds>', 'how often to save on the way', 60, { above: 0 }))
    .action(async (file: string, flags: TrainFlags, command: Command) => {
      exit(await train(io, file, flags, command));
    });
}

async function train(io: Io, file: string, flags: TrainFlags, command: Command): Promise<number> {
  const text = await readText(file);
  if (flags.out === '') throw new UsageError('--out is empty. Name the file to save the model in.');
  await checkWritable(flags.out);
  const plan = flags.resume
    ? await planResumption(file, text, flags, command)
    : await planStart(file, text, flags);
  const run = await createTextRun(text.text, plan.description.architecture, plan.settings, flags);
  try {
    return await trainAndSave(io, run, plan, flags);
  } finally {
    run.trainer.close();
  }
}

async function trainAndSave(io: Io, run: TextRun, plan: TrainingPlan, flags: TrainFlags): Promise<number> {
  const { checkpoint, begunOn } = plan;
  const { threads } = run.trainer;
  const description: Description = { ...plan.description, settings: { ...plan.settings, threads } };
  if (checkpoint) {
    run.trainer.restore(checkpoint);
    const change =
      begunOn === threads
        ? ''
        : `, on ${countThreads(threads)} instead of ${begunOn}: the last digits will be others`;
    io.stderr.write(`Going on with ${flags.out} after step ${run.trainer.stepCount}${change}.\n`);
  }
  const total = run.batches.length * description.settings.epochs;
  return interruptible(io, async (signal) => {
    io.stderr.write(
      `${describeArchitecture(description.architecture)}, ${formatCount(run.model.summary().size)} weights; ` +
        `${run.vocabulary.size} different characters; ` +
        `${formatCount(total)} steps of ${formatCount(run.charactersPerStep)} characters, ` +
        `on ${countThreads(threads)}.${explainThreads(run.trainer, plan.settings.threads)}\n`,
    );
    const trained = await runTraining(io, run, {
      description,
      flags,
      total,
      signal,
      savedStep: checkpoint && run.trainer.stepCount,
    });
    const last = run.trainer.checkpoint();
    await saveOrRescue(flags.out, last, trained);
    if (!isComplete(last.data.training, trained.settings)) {
      io.stderr.write(
        `Stopped after step ${run.trainer.stepCount} of ${total} and saved ${flags.out}. Add --resume to go on.\n`,
      );
      return exitCodes.interrupted;
    }
    const nats = trained.validationLoss!;
    io.stdout.write(
      `Saved ${flags.out}. Validation: ${nats.toFixed(4)} nats per character, ${toBits(nats).toFixed(3)} bits.\n` +
        `Write with it: ${io.command} sample ${flags.out} --prime "…"\n`,
    );
    return exitCodes.done;
  });
}

interface RunOptions {
  readonly description: Description;
  readonly flags: TrainFlags;
  readonly total: number;
  readonly signal: AbortSignal;
  /** The step that `--out` holds, if it holds this training. */
  readonly savedStep: number | undefined;
}

/** Trains to the end or the interrupt, saving on the way, and returns the description with the last validation. */
async function runTraining(
  io: Io,
  { trainer, batches, validation, charactersPerStep }: TextRun,
  { description, flags, total, signal, savedStep }: RunOptions,
): Promise<Description> {
  const { epochs } = description.settings;
  const progress = createProgress(io.stderr, {
    total,
    charactersPerStep,
    describe: ({ epoch }) => `epoch ${epoch} of ${epochs}`,
  });
  const validated = (validationLoss: number): void => {
    description = { ...description, validationLoss };
    progress.validated(validationLoss);
  };
  let saved = Date.now();
  let steps = 0;
  try {
    for await (const report of trainer.fit(batches, { epochs, validate: validation, signal })) {
      steps++;
      progress.update(report.step, report);
      if (report.validation !== undefined) validated(report.validation);
      if (Date.now() - saved < flags.saveEvery * 1000) continue;
      try {
        await saveModel(flags.out, trainer.checkpoint(), description);
        savedStep = report.step;
      } catch (error) {
        // Hours of training are worth more than one save: the next may find what this one missed.
        if (!(error instanceof FileError)) throw error;
        progress.note(`${error.message} The training goes on, and will try to save again.`);
      }
      saved = Date.now();
    }
    // Only the validation at the end was left: fit has caught up on it, but reports nothing without a step.
    if (steps === 0 && !signal.aborted) validated(await trainer.evaluate(validation));
  } catch (error) {
    throw error instanceof DivergedError ? explainDivergence(error, flags.out, savedStep) : error;
  } finally {
    progress.stop();
  }
  return description;
}

function explainDivergence(
  { step, loss, gradientNorm, learningRate }: DivergedError,
  out: string,
  savedStep: number | undefined,
): UsageError {
  const remedy = `a lower --learning-rate than ${Number(learningRate.toPrecision(6))}, or a lower --clip`;
  const advice =
    savedStep === undefined
      ? `Nothing has been saved. Begin again with ${remedy}.`
      : `${out} holds step ${savedStep}. Go on from there with --resume and ${remedy}.`;
  return new UsageError(
    `Step ${step}: training diverged: the loss is ${loss}, the norm of the gradient ${gradientNorm}. ${advice}`,
  );
}
