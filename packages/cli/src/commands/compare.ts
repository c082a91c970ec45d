import { Command, InvalidArgumentError, Option } from 'commander';
import { largestSize } from '../architecture.js';
import { cellNames } from '../cells.js';
import { parseBudget } from '../compare/budget.js';
import { compare } from '../compare/compare.js';
import { taskOptions, type CompareFlags } from '../compare/plan.js';
import { flagOf, optionsOf, taskNames } from '../compare/tasks.js';
import type { Io } from '../io.js';
import { integer, real } from '../numbers.js';

/** More seeds than this take long to compare exactly, and show differences that nobody would care for. */
const mostSeeds = 50;

/** `sluice compare`: trains cells on a task with the same budget, and says which is better where that can be said. */
export function compareCommand(io: Io, exit: (code: number) => void): Command {
  const count = (flags: string, description: string, value: number, atMost = Infinity): Option =>
    new Option(flags, description).argParser(integer({ atLeast: 1, atMost })).default(value);
  const command = new Command('compare')
    .summary('compare cells on a task')
    .description(
      'Trains cells on a task, each with the same budget and from several seeds, and writes a report: how good they are, ' +
        'how sure that is, parameters, time per step and memory. Ctrl-C stops; --resume goes on from there.',
    )
    .addOption(new Option('--task <task>', 'what to learn: see below').default('adding'))
    .addOption(
      new Option('--cells <cells>', 'which cells, with commas between them')
        .argParser(words)
        .default(['lstm', 'gru', 'rnn'], 'lstm,gru,rnn'),
    )
    .addOption(
      new Option('--budget <time|steps>', 'how long each run trains: 60s, 5min, 1h or 2000steps')
        .argParser(parseBudget)
        .default({ unit: 'seconds', amount: 60 }, '60s'),
    )
    .addOption(count('--seeds <number>', 'how many runs each cell is judged by', 3, mostSeeds))
    .addOption(count('--parameters <number>', 'about how many parameters each network has', 20_000))
    .addOption(
      new Option('--hidden <size>', 'the same hidden size for each cell instead')
        .argParser(integer({ atLeast: 1, atMost: largestSize }))
        .conflicts('parameters'),
    )
    .addOption(
      new Option('--learning-rates <rates>', 'step sizes of Adam, of which each cell has its best')
        .argParser(rates)
        .default([1e-2, 3e-3, 1e-3], '1e-2,3e-3,1e-3'),
    )
    .addOption(count('--tuning-seeds <number>', 'how many runs each learning rate is tried by', 1, mostSeeds))
    .addOption(count('--layers <number>', 'number of recurrent layers', 1, largestSize))
    .addOption(count('--batch-size <examples>', 'how many examples a step learns from', 32))
    .addOption(
      new Option('--clip <norm>', 'largest norm of the gradient').argParser(real({ above: 0 })).default(1),
    )
    .option('--until-solved', 'end a run when the task is solved, and judge cells by how long that takes')
    .addOption(
      new Option('--seed <number>', 'the first seed')
        .argParser(integer({ atLeast: -1e9, atMost: 1e9 }))
        .default(1),
    )
    .addOption(count('--validations <number>', 'how often to validate on the way', 20, 1000))
    .addOption(count('--validation-examples <number>', 'how many examples to validate on', 500))
    .addOption(count('--test-examples <number>', 'how many examples to judge by at the end', 2000))
    .addOption(
      new Option('--workers <number>', 'how many runs train at once (default: one for each core)').argParser(
        integer({ atLeast: 1, atMost: 1024 }),
      ),
    )
    .option('-o, --out <folder>', 'where to put the report', 'comparison')
    .option('--resume', 'go on with the comparison that --out holds; --seeds may add to it')
    .option('--force', 'replace the comparison that --out holds');
  for (const option of taskOptions) {
    command.addOption(new Option(`${flagOf(option)} <value>`).hideHelp());
  }
  return command
    .addHelpText(
      'after',
      `\n${describeTasks()}\n\n${command.createHelp().boxWrap(`Cells: ${cellNames.join(', ')}`, 80)}`,
    )
    .action(async (flags: CompareFlags, command: Command) => {
      exit(await compare(io, flags, command));
    });
}

/** The list of tasks and their options, for the help. */
function describeTasks(): string {
  const tasks = taskNames.map((name) => {
    const options = Object.entries(optionsOf(name)).map(([option, { about, ...rest }]) => {
      const values = 'choices' in rest ? rest.choices.join('|') : 'required' in rest ? 'file' : 'number';
      const note =
        'default' in rest ? ` (default: ${rest.default})` : rest.required ? ' (must be given)' : '';
      return `    ${`${flagOf(option)} <${values}>`.padEnd(24)}  ${about}${note}`;
    });
    return [`  ${name}`, ...options].join('\n');
  });
  return `Tasks and their options:\n${tasks.join('\n')}`;
}

/** Words with commas between them. */
function words(text: string): string[] {
  const list = text.split(',').map((word) => word.trim());
  if (list.includes(''))
    throw new InvalidArgumentError('It must be names with commas between them, such as lstm,gru.');
  return list;
}

/** Different numbers above 0 with commas between them. */
function rates(text: string): number[] {
  const list = words(text).map(real({ above: 0 }));
  if (new Set(list).size < list.length) throw new InvalidArgumentError('It names a number twice.');
  return list;
}
