// The bench command: see `--help`.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '@sluice/math';
import { findPeers } from './lineup.js';
import { currentLoad, describeMachine } from './machine.js';
import { helpText, parseOptions, type BenchOptions } from './options.js';
import { resultsFolder } from './paths.js';
import { drawChart } from './report/chart.js';
import { formatReport, type Report } from './report/index.js';
import { runCase, type CaseResult } from './run-case.js';

const toSevenDigits = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(7)) : value;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(options: BenchOptions): Promise<void> {
  const { cases, repeats, name } = options;
  const before = currentLoad();
  const started = performance.now();
  const minutes = (): string => `${((performance.now() - started) / 60_000).toFixed(1)} min`;
  const lineup = await findPeers(options);
  for (const [peer, reason] of lineup.missing) say(`${peer} is missing: ${reason}`);
  const results: CaseResult[] = [];
  for (const [i, work] of cases.entries()) {
    say(`[${i + 1}/${cases.length}] ${work.name} (${minutes()} so far)`);
    results.push(await runCase(work, { repeats, lineup, say }));
  }
  const report: Report = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    load: { before, after: currentLoad() },
    repeats,
    results,
  };

  const chart = drawChart(results);
  const text = formatReport(report, chart === undefined ? undefined : `${name}.svg`);
  process.stdout.write(`\n${text}\n`);
  const path = join(resultsFolder, name);
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(`${path}.md`, `${text}\n`);
  await writeFile(`${path}.json`, `${JSON.stringify(report, toSevenDigits)}\n`);
  if (chart !== undefined) await writeFile(`${path}.svg`, chart);
  say(`\nWritten to ${path}.md and .json after ${minutes()}.`);

  const compared = results.flatMap((result) => (result.kind === 'work' ? result.measurements : []));
  if (!compared.every(({ comparison }) => comparison.same)) {
    say('Not all computed the same from the same weights, so they have not done the same work.');
    process.exitCode = 1;
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(`${helpText}\n`);
  else await main(options);
} catch (error) {
  if (!(error instanceof SluiceError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
