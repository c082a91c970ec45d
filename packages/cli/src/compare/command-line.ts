import type { Settings } from './settings.js';
import { flagOf } from './tasks.js';

/** The words that ask for a comparison again, from scratch. */
export function commandLineOf(settings: Settings): string {
  const { task, budget, size } = settings;
  const amount = budget.unit === 'steps' ? `${budget.amount}steps` : `${budget.amount}s`;
  const words: readonly (readonly [flag: string, value: string | number])[] = [
    ['--task', task.name],
    ...Object.entries(task.options).map(([option, value]) => [flagOf(option), value] as const),
    ['--cells', settings.cells.join(',')],
    ['--budget', amount],
    ['--seeds', settings.seeds],
    ...('hidden' in size
      ? [['--hidden', size.hidden] as const]
      : [['--parameters', size.parameters] as const]),
    ['--learning-rates', settings.learningRates.join(',')],
    ['--tuning-seeds', settings.tuningSeeds],
    ['--layers', settings.layers],
    ['--batch-size', settings.batchSize],
    ['--clip', settings.clip],
    ['--seed', settings.seed],
    ['--validations', settings.validations],
    ['--validation-examples', settings.validationExamples],
    ['--test-examples', settings.testExamples],
  ];
  const flags = words.map(([flag, value]) => `${flag} ${quote(String(value))}`);
  return ['sluice compare', ...flags, ...(settings.untilSolved ? ['--until-solved'] : [])].join(' ');
}

/** A word as a shell takes it. */
const quote = (word: string): string =>
  /^[\w.,:/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
