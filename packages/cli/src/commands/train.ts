import { Command, Option } from 'commander';
import { FileError } from '@sluice/serialization/node';
import { describeArchitecture } from '../architecture.js';
import { cellNames } from '../cells.js';
import { exitCodes, interruptible, type Io } from '../io.js';
import { checkWritable, saveModel, saveOrRescue, type Description } from '../model-file.js';
import { formatCount, integer, real, toBits } from '../numbers.js';
import { createProgress } from '../progress.js';
import { readText } from '../read-text.js';
import { createTextRun, type TextRun } from '../text-run.js';
import { planResumption, planStart, type TrainFlags } from '../training-plan.js';

/** `sluice train FILE`: trains a character model on a text. */
export function trainCommand(io: Io, exit: (code: number) => void): Command {
  const count = (flags: string, description: string, value: number): Option =>
    new Option(flags, description).argParser(integer({ atLeast: 1 })).default(value);
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
        'bit for bit as if it had never stopped.',
    )
    .argument('<file>', 'the text')
    .option('-o, --out <model>', 'where to save the model', 'model.safetensors')
    .option('--resume', 'go on with the training that --out holds')
    .option('--force', 'replace the model that --out holds')
    .addOption(
      new Option('--cell <cell>', 'what the recurrent layers are').choices(cellNames).default('lstm'),
    )
    .addOption(count('--hidden <size>', 'size of each recurrent layer', 128))
    .addOption(count('--layers <number>', 'number of recurrent layers', 2))
    .addOption(count('--embedding <size>', 'size of the vector that stands for a character', 128))
    .addOption(count('--epochs <number>', 'how many times to go through the text', 2))
    .addOption(count('--batch-size <rows>', 'how many places of the text to learn from at once', 50))
    .addOption(count('--time-steps <number>', 'how many characters back to learn from', 50))
    .addOption(number('--learning-rate <rate>', 'step size of Adam', 2e-3, { above: 0 }))
    .addOption(number('--clip <norm>', 'largest norm of the gradient', 5, { above: 0 }))
    .addOption(
      number('--validation <part>', 'part of the text to validate on', 0.05, { above: 0, atMost: 0.9 }),
    )
    .addOption(new Option('--seed <number>', 'where randomness comes from').argParser(integer()).default(1))
    .addOption(number('--save-every <seconds>', 'how often to save on the way', 60, { above: 0 }))
    .action(async (file: string, flags: TrainFlags, command: Command) => {
      exit(await train(io, file, flags, command));
    });
}

async function train(io: Io, file: string, flags: TrainFlags, command: Command): Promise<number> {
  const text = await readText(file);
  await checkWritable(flags.out);
  const { description, checkpoint } = flags.resume
    ? await planResumption(file, text, flags, command)
    : await planStart(file, text, flags);
  const run = await createTextRun(text.text, description.architecture, description.settings);
  if (checkpoint) {
    run.trainer.restore(checkpoint);
    io.stderr.write(`Going on with ${flags.out} after step ${run.trainer.stepCount}.\n`);
  }
  const total = run.batches.length * description.settings.epochs;
  io.stderr.write(
    `${describeArchitecture(description.architecture)}, ${formatCount(run.model.summary().size)} weights; ` +
      `${run.vocabulary.size} different characters; ` +
      `${formatCount(total)} steps of ${formatCount(run.charactersPerStep)} characters.\n`,
  );
  return interruptible(io, async (signal) => {
    const trained = await runTraining(io, run, { description, flags, total, signal });
    await saveOrRescue(flags.out, run.trainer.checkpoint(), trained);
    if (signal.aborted) {
      io.stderr.write(
        `Stopped after step ${run.trainer.stepCount} of ${total} and saved ${flags.out}. Add --resume to go on.\n`,
      );
      return exitCodes.interrupted;
    }
    const nats = trained.validationLoss!;
    io.stdout.write(
      `Saved ${flags.out}. Validation: ${nats.toFixed(4)} nats per character, ${toBits(nats).toFixed(3)} bits.\n` +
        `Write with it: sluice sample ${flags.out} --prime "…"\n`,
    );
    return exitCodes.done;
  });
}

interface RunOptions {
  readonly description: Description;
  readonly flags: TrainFlags;
  readonly total: number;
  readonly signal: AbortSignal;
}

/** Trains to the end or the interrupt, saving on the way, and returns the description with the last validation. */
async function runTraining(
  io: Io,
  { trainer, batches, validation, charactersPerStep }: TextRun,
  { description, flags, total, signal }: RunOptions,
): Promise<Description> {
  const { epochs } = description.settings;
  const progress = createProgress(io.stderr, {
    total,
    charactersPerStep,
    describe: ({ epoch }) => `epoch ${epoch} of ${epochs}`,
  });
  let saved = Date.now();
  try {
    for await (const report of trainer.fit(batches, { epochs, validate: validation, signal })) {
      progress.update(report.step, report);
      if (report.validation !== undefined) {
        description = { ...description, validationLoss: report.validation };
        progress.validated(report.validation);
      }
      if (Date.now() - saved < flags.saveEvery * 1000) continue;
      await saveModel(flags.out, trainer.checkpoint(), description).catch((error: unknown) => {
        // Hours of training are worth more than one save: the next may find what this one missed.
        if (!(error instanceof FileError)) throw error;
        io.stderr.write(`\n${error.message} The training goes on, and will try to save again.\n`);
      });
      saved = Date.now();
    }
  } finally {
    progress.stop();
  }
  return description;
}
