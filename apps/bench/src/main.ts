// The bench command: see `--help`.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '@sluice/math';
import type { BenchCase } from './cases.js';
import type { Contestant } from './contestant.js';
import { currentLoad, describeMachine } from './machine.js';
import { measureCase, type Absence, type CaseResult } from './measure.js';
import { helpText, parseOptions, type BenchOptions } from './options.js';
import { resultsFolder } from './paths.js';
import { launchSluice, peers } from './peers.js';
import { formatReport, type Report } from './report.js';
import { ContestantError, startContestant, type Launch } from './start-contestant.js';
import { createTask } from './task.js';

/** Long enough for the engine to have optimized everything, and for Adam to show whether the gradients agree. */
const warmUpSteps = 21;

interface Lineup {
  readonly present: readonly { readonly name: string; readonly launch: (work: BenchCase) => Launch }[];
  readonly absent: readonly Absence[];
}

const toSevenDigits = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(7)) : value;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(options: BenchOptions): Promise<void> {
  const before = currentLoad();
  const lineup = await findPeers(options);
  const results: CaseResult[] = [];
  for (const work of options.cases) results.push(await runCase(work, lineup, options.repeats));
  const report: Report = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    load: { before, after: currentLoad() },
    cases: results,
  };

  const text = formatReport(report);
  process.stdout.write(`\n${text}\n`);
  const path = join(resultsFolder, options.name);
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(`${path}.md`, `${text}\n`);
  await writeFile(`${path}.json`, `${JSON.stringify(report, toSevenDigits)}\n`);
  say(`\nWritten to ${path}.md and .json.`);

  const measurements = results.flatMap((result) => result.measurements);
  if (!measurements.every(({ sameWork }) => sameWork)) {
    say('Not all computed the same losses from the same weights, so they have not done the same work.');
    process.exitCode = 1;
  }
}

async function findPeers(options: BenchOptions): Promise<Lineup> {
  const present: Lineup['present'][number][] = [];
  const absent: Absence[] = [];
  for (const { name, find } of peers) {
    const found = options.peers ? await find(options) : { missing: 'left out by --no-peers' };
    if ('missing' in found) absent.push({ name, ...found });
    else present.push({ name, launch: found });
  }
  for (const { name, missing } of absent) say(`${name} is missing: ${missing}`);
  return { present, absent };
}

async function runCase(work: BenchCase, { present, absent }: Lineup, repeats: number): Promise<CaseResult> {
  const task = createTask(work);
  const contestants: Contestant[] = [];
  const failed: Absence[] = [];
  try {
    contestants.push(await startContestant('Sluice', launchSluice(), task));
    for (const { name, launch } of present) {
      try {
        contestants.push(await startContestant(name, launch(work), task));
      } catch (error) {
        if (!(error instanceof ContestantError)) throw error;
        failed.push({ name, missing: error.message });
      }
    }
    say(`${work.name}: ${contestants.map(({ name }) => name).join(', ')}; ${repeats} rounds …`);
    return await measureCase(work, contestants, { warmUpSteps, repeats, absent: [...absent, ...failed] });
  } finally {
    for (const { close } of contestants) close();
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
