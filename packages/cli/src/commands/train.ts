import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { createVocabulary } from '@sluice/train';
import { describeArchitecture, type Architecture } from '../architecture.js';
import { cellNames } from '../cells.js';
import { exitCodes, interruptible, type Io } from '../io.js';
import {
  checkWritable,
  exists,
  loadModelFile,
  saveModel,
  type Description,
  type Settings,
} from '../model-file.js';
import { formatCount, integer, real, toBits } from '../numbers.js';
import { createProgress } from '../progress.js';
import { readText, type Text } from '../read-text.js';
import { createTextRun, type TextRun } from '../text-run.js';
import { UsageError } from '../usage-error.js';

interface TrainFlags extends Architecture, Settings {
  readonly out: string;
  readonly resume?: true;
  readonly force?: true;
  readonly saveEvery: number;
}

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
  const plan = flags.resume ? await resumed(file, text, flags, command) : await started(file, text, flags);
  const { architecture, settings } = plan.description;
  const run = await createTextRun(text.text, architecture, settings);
  if (plan.checkpoint) run.trainer.restore(plan.checkpoint);

  const total = run.batches.length * settings.epochs;
  if (plan.checkpoint) io.stderr.write(`Going on with ${flags.out} after step ${run.trainer.stepCount}.\n`);
  io.stderr.write(
    `${describeArchitecture(architecture)}, ${formatCount(run.model.summary().size)} weights; ` +
      `${run.vocabulary.size} different characters; ` +
      `${formatCount(total)} steps of ${formatCount(run.charactersPerStep)} characters.\n`,
  );
  return interruptible(io, (signal) => runTraining(io, run, plan.description, { flags, total, signal }));
}

interface Plan {
  readonly description: Description;
  readonly checkpoint?: Parameters<TextRun['trainer']['restore']>[0];
}

async function started(file: string, { text, sha256 }: Text, flags: TrainFlags): Promise<Plan> {
  if (!flags.force && (await exists(flags.out))) {
    throw new UsageError(
      `${flags.out} exists. Go on with it by --resume, replace it by --force, or save elsewhere by --out.`,
    );
  }
  return {
    description: {
      architecture: pick(flags, ['cell', 'embedding', 'hidden', 'layers']),
      vocabulary: createVocabulary(text).characters.join(''),
      settings: pick(flags, [
        'batchSize',
        'timeSteps',
        'epochs',
        'learningRate',
        'clip',
        'validation',
        'seed',
      ]),
      text: { name: basename(file), sha256 },
    },
  };
}

/** What may be another than at the start without making it another training. */
const changeable = ['epochs', 'learningRate', 'clip'] as const;
const fixed = [
  'cell',
  'embedding',
  'hidden',
  'layers',
  'batchSize',
  'timeSteps',
  'validation',
  'seed',
] as const;

async function resumed(file: string, { sha256 }: Text, flags: TrainFlags, command: Command): Promise<Plan> {
  if (!(await exists(flags.out))) {
    throw new UsageError(`There is no ${flags.out} to go on with. Leave out --resume to begin.`);
  }
  const { description, checkpoint, position } = await loadModelFile(flags.out);
  const before = { ...description.settings, ...description.architecture };
  const isGiven = (name: keyof TrainFlags): boolean => command.getOptionValueSource(name) === 'cli';
  for (const name of fixed) {
    if (isGiven(name) && flags[name] !== before[name]) {
      const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new UsageError(
        `${flags.out} was begun with ${flag} ${before[name]}, which cannot become ${flags[name]}. ` +
          `Leave ${flag} out, or begin another model with another --out.`,
      );
    }
  }
  if (sha256 !== description.text.sha256) {
    throw new UsageError(
      `${file} is not the text that ${flags.out} was begun with (${description.text.name}), or has changed since. ` +
        `Go on with the same text, or begin another model with another --out.`,
    );
  }
  const given = changeable.filter((name) => isGiven(name));
  const settings = { ...description.settings, ...pick(flags, given) };
  if (position.epoch >= settings.epochs) {
    throw new UsageError(
      `${flags.out} has been trained for its ${position.epoch} epochs. Go on with more of them: ` +
        `--resume --epochs ${position.epoch * 2}`,
    );
  }
  return { description: { ...description, settings }, checkpoint };
}

interface RunOptions {
  readonly flags: TrainFlags;
  readonly total: number;
  readonly signal: AbortSignal;
}

async function runTraining(
  io: Io,
  { trainer, batches, validation, charactersPerStep }: TextRun,
  description: Description,
  { flags, total, signal }: RunOptions,
): Promise<number> {
  const { epochs } = description.settings;
  let { validationLoss } = description;
  const save = (): Promise<void> =>
    saveModel(flags.out, trainer.checkpoint(), {
      ...description,
      ...(validationLoss !== undefined && { validationLoss }),
    });
  const progress = createProgress(io.stderr, {
    total,
    charactersPerStep,
    describe: ({ epoch }) => `epoch ${epoch} of ${epochs}`,
  });
  let saved = Date.now();
  try {
    for await (const report of trainer.fit(batches, { epochs, validate: validation, signal })) {
      progress.update(report.step, report);
      if (report.validation !== undefined) progress.validated((validationLoss = report.validation));
      if (Date.now() - saved < flags.saveEvery * 1000) continue;
      await save();
      saved = Date.now();
    }
  } finally {
    progress.stop();
  }
  await save();
  if (signal.aborted) {
    io.stderr.write(
      `Stopped after step ${trainer.stepCount} of ${total} and saved ${flags.out}. Add --resume to go on.\n`,
    );
    return exitCodes.interrupted;
  }
  const nats = validationLoss!;
  io.stdout.write(
    `Saved ${flags.out}. Validation: ${nats.toFixed(4)} nats per character, ${toBits(nats).toFixed(3)} bits.\n` +
      `Write with it: sluice sample ${flags.out} --prime "…"\n`,
  );
  return exitCodes.done;
}

const pick = <T, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> =>
  Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
