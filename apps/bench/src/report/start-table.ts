import type { StartResult } from '../measure-start.js';
import { spreadOf } from '../statistics.js';
import { formatCount, formatNumber, formatQuartiles, formatVerdict } from './format.js';
import { formatTable } from './table.js';

/** Writes how long Sluice takes to its first output. */
export function formatStart({ work, problem, empty, sluice }: StartResult): string {
  const title = `### ${work.name}`;
  if (problem !== undefined) return `${title}\n\nNot measured: ${problem}`;
  const more = spreadOf(sluice.map((milliseconds, round) => milliseconds - empty[round]!));
  const row = (name: string, times: readonly number[]): string[] => {
    const time = spreadOf(times);
    return [name, formatNumber(time.median), formatQuartiles(time)];
  };
  return [
    title,
    `From the start of a process of Node to its first output, on the built packages: a script that imports Sluice, ` +
      `makes an LSTM with 128 inputs and hidden size 128 and streams one step, and an empty script. ` +
      `${formatCount(empty.length, 'round')}.`,
    formatTable(
      ['script', 'ms', 'quartiles', 'ms more than empty', 'quartiles', 'target', 'reached'],
      [
        [...row('empty', empty), '', '', '', ''],
        [
          ...row('Sluice', sluice),
          formatNumber(more.median),
          formatQuartiles(more),
          `< ${work.limit}`,
          formatVerdict(more.median < work.limit),
        ],
      ],
    ),
  ].join('\n\n');
}
