import type { Command } from 'commander';
import { cellNames } from '../cells.js';
import { nearest } from '../nearest.js';
import { UsageError } from '../usage-error.js';
import type { Budget } from './budget.js';
import type { Settings } from './settings.js';
import { isTaken, type Folder, type State } from './state.js';
import { chooseTask, createTask, flagOf, optionsOf, taskNames } from './tasks.js';
import { listWords } from './words.js';

/** What the user says, but what the task is made with. */
export interface CompareFlags {
  readonly task: string;
  readonly cells: readonly string[];
  readonly budget: Budget;
  readonly seeds: number;
  readonly seed: number;
  readonly parameters: number;
  readonly hidden?: number;
  readonly layers: number;
  readonly batchSize: number;
  readonly learningRates: readonly number[];
  readonly tuningSeeds: number;
  readonly clip: number;
  readonly untilSolved?: true;
  readonly validations: number;
  readonly validationExamples: number;
  readonly testExamples: number;
  readonly workers?: number;
  readonly out: string;
  readonly resume?: true;
  readonly force?: true;
}

/** The options of all tasks, of which each has some. */
export const taskOptions = [...new Set(taskNames.flatMap((name) => Object.keys(optionsOf(name))))];

/** The flags that say something of a setting. */
const flagsOf: Readonly<Record<keyof Settings, readonly string[]>> = {
  task: ['task', ...taskOptions],
  cells: ['cells'],
  budget: ['budget'],
  seeds: ['seeds'],
  seed: ['seed'],
  size: ['parameters', 'hidden'],
  layers: ['layers'],
  batchSize: ['batchSize'],
  learningRates: ['learningRates'],
  tuningSeeds: ['tuningSeeds'],
  clip: ['clip'],
  untilSolved: ['untilSolved'],
  validations: ['validations'],
  validationExamples: ['validationExamples'],
  testExamples: ['testExamples'],
};

/** What is to be done: all of a new comparison, or what is left of one. */
export async function planComparison(folder: Folder, flags: CompareFlags, command: Command): Promise<State> {
  const state = await folder.load();
  if (flags.resume) {
    if (!state) throw new UsageError(`${folder.path} holds no comparison to go on with. Leave --resume out.`);
    return { ...state, settings: settingsToGoOn(folder.path, state.settings, flags, command) };
  }
  const settings = settingsOf(flags);
  if (!flags.force && (state || (await isTaken(folder.path)))) {
    throw new UsageError(
      state
        ? `${folder.path} holds a comparison. Go on with it by --resume, replace it by --force, or name another --out.`
        : `${folder.path} holds other files. Name another --out, or put the comparison beside them by --force.`,
    );
  }
  return { settings, results: [] };
}

function settingsOf(flags: CompareFlags): Settings {
  const { cells, hidden, parameters } = flags;
  checkName('task', flags.task, taskNames);
  for (const [i, cell] of cells.entries()) {
    checkName('cell', cell, cellNames);
    if (cells.indexOf(cell) < i) throw new UsageError(`--cells names ${cell} twice.`);
  }
  const given = flags as unknown as Readonly<Record<string, string | undefined>>;
  const task = chooseTask(
    flags.task,
    Object.fromEntries(taskOptions.map((option) => [option, given[option]])),
  );
  if (flags.untilSolved && createTask({ task }).solved === undefined) {
    throw new UsageError(
      `The task ${task.name} has no point at which it is solved. Leave --until-solved out.`,
    );
  }
  return {
    task,
    cells,
    budget: flags.budget,
    seeds: flags.seeds,
    seed: flags.seed,
    size: hidden === undefined ? { parameters } : { hidden },
    layers: flags.layers,
    batchSize: flags.batchSize,
    learningRates: flags.learningRates,
    tuningSeeds: flags.tuningSeeds,
    clip: flags.clip,
    validations: flags.validations,
    validationExamples: flags.validationExamples,
    testExamples: flags.testExamples,
    untilSolved: flags.untilSolved === true,
  };
}

/** The settings of a comparison that is gone on with. Only seeds may come on top: any other change makes it another one. */
function settingsToGoOn(path: string, before: Settings, flags: CompareFlags, command: Command): Settings {
  const isGiven = (flag: string): boolean => command.getOptionValueSource(flag) === 'cli';
  const names = Object.entries(flagsOf) as [keyof Settings, readonly string[]][];
  const given = names.filter(([, all]) => all.some(isGiven)).map(([name]) => name);
  if (given.length === 0) return before;
  // What is not said of the task is as it was.
  const task = Object.fromEntries(
    Object.entries(before.task.options).map(([name, value]) => [name, `${value}`]),
  );
  const wanted = settingsOf({ ...task, ...flags, ...(!isGiven('task') && { task: before.task.name }) });
  for (const name of given) {
    const isSame = JSON.stringify(wanted[name]) === JSON.stringify(before[name]);
    if (isSame || (name === 'seeds' && wanted.seeds > before.seeds)) continue;
    const all = listWords(flagsOf[name].filter(isGiven).map(flagOf));
    const addition = name === 'seeds' ? '; --resume can only add seeds' : '';
    throw new UsageError(
      `${path} holds a comparison with another value of ${all}${addition}. ` +
        `Leave it out, or begin anew in another --out.`,
    );
  }
  return given.includes('seeds') ? { ...before, seeds: wanted.seeds } : before;
}

function checkName(kind: string, name: string, choices: readonly string[]): void {
  if (choices.includes(name)) return;
  const guess = nearest(name, choices);
  throw new UsageError(
    `There is no ${kind} ${JSON.stringify(name)}.${guess ? ` Did you mean ${guess}?` : ''} ` +
      `It must be one of ${choices.join(', ')}.`,
  );
}
