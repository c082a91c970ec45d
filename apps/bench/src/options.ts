import { parseArgs } from 'node:util';
import { ArgumentError } from '@sluice/math';
import { cases } from './cases/index.js';
import type { BenchCase } from './cases/work.js';
import { packagedCellNames, type PackagedCellName } from './cells.js';

/** What the command line asked for. */
export interface BenchOptions {
  readonly help: boolean;
  readonly cases: readonly BenchCase[];
  readonly repeats: number;
  readonly peers: boolean;
  readonly name: string;
  readonly python?: string | undefined;
}

/** What `--help` prints. */
export const helpText = `Measures Sluice and its peers in turns, on the same work from the same weights.

  npm run bench -- [options]

  --case TEXT     only cases with this in their name; may be given more than once
  --cell NAME     only training steps of this cell beside PyTorch's; may be given more than once
  --repeats N     rounds of each case (30); where steps take seconds there are fewer
  --no-peers      Sluice alone
  --python PATH   the Python that has PyTorch (python3, then /usr/bin/python3)
  --name NAME     write apps/bench/results/NAME.md and .json (latest)
  --help          this text

Peers from npm are installed in apps/bench/.peers the first time. PyTorch is taken from the system's Python. A peer that
is missing is named in the report.

Cases:
${cases.flatMap(({ kind, name }) => (kind === 'cell-training' ? [] : [`  ${name}`])).join('\n')}
  cells-NAME-h32 and cells-NAME-h128, for each of the cells
    ${packagedCellNames.join(' ')}`;

/**
 * Reads the command line.
 *
 * @throws ArgumentError when an option is unknown or its value makes no sense.
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { help, 'no-peers': noPeers, name, python, ...values } = parse(args);
  for (const cell of values.cell) {
    if (packagedCellNames.includes(cell as PackagedCellName)) continue;
    throw new ArgumentError(`--cell "${cell}" is no cell; there are ${packagedCellNames.join(', ')}.`);
  }
  const repeats = Number(values.repeats);
  if (!Number.isSafeInteger(repeats) || repeats < 1) {
    throw new ArgumentError(`--repeats must be an integer of at least 1, but is "${values.repeats}".`);
  }
  if (!/^[\w.-]+$/.test(name)) {
    throw new ArgumentError(`--name must be the name of a file without its folder, but is "${name}".`);
  }
  const open = cases.filter(
    (work) => values.cell.length === 0 || (work.kind === 'cell-training' && values.cell.includes(work.cell)),
  );
  const chosen = values.case.flatMap((text) => {
    const found = open.filter((work) => work.name.includes(text));
    if (found.length > 0) return found;
    const names = open.map((work) => work.name).join(', ');
    throw new ArgumentError(`--case "${text}" is in the name of no case; there are ${names}.`);
  });
  return { help, cases: [...new Set(chosen)], repeats, peers: !noPeers, name, python };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        case: { type: 'string', multiple: true, default: [''] },
        cell: { type: 'string', multiple: true, default: [] },
        repeats: { type: 'string', default: '30' },
        'no-peers': { type: 'boolean', default: false },
        python: { type: 'string' },
        name: { type: 'string', default: 'latest' },
      },
    }).values;
  } catch (error) {
    throw new ArgumentError(
      `${error instanceof Error ? error.message : String(error)}; see npm run bench -- --help`,
    );
  }
}
