// Checks what papers state about cells, and writes what came out into the docs:
//
//     npm run facts -- --fact adding-lstm
import { writeFileSync } from 'node:fs';
import { SluiceError } from '@sluice/math';
import { factsFile, factsPage } from '../paths.js';
import type { Fact } from './fact.js';
import { facts } from './facts.js';
import { helpText, readOptions, type FactsOptions } from './options.js';
import { findingOf, formatFindings, formatPage, type JudgedFact } from './page.js';
import { runTrial } from './run-trial.js';
import { openStore } from './store.js';
import { formatMetric } from './verdicts.js';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(helpText);
  else await check(options);
} catch (error) {
  if (!(error instanceof SluiceError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function check({ facts: asked, again }: FactsOptions): Promise<void> {
  const store = openStore(
    factsFile,
    facts.flatMap(({ trials }) => trials),
  );
  const judged = (fact: Fact): JudgedFact => ({
    fact,
    outcomes: fact.trials.map((trial) => store.get(trial)),
  });
  for (const fact of asked) {
    for (const [i, trial] of fact.trials.entries()) {
      if (!again && store.get(trial)) continue;
      const name = `${fact.name}, trial ${i + 1} of ${fact.trials.length}`;
      const outcome = await runTrial(
        trial,
        ({ step, metric }) =>
          console.error(`${name}, step ${step} of ${trial.steps}: ${formatMetric(metric)}`),
        stop.signal,
      );
      if (!outcome) {
        console.error('Stopped. Finished trials are kept: the same command goes on with this one.');
        process.exitCode = 130;
        return;
      }
      store.set(trial, outcome);
    }
    const finding = findingOf(judged(fact))!;
    console.error(`${fact.claim}: ${finding.verdict} (${finding.words}).\n`);
    writeFileSync(factsPage, formatPage(facts.map(judged)));
  }
  console.log(formatFindings(asked.map(judged)));
  console.log(`\nWritten to ${factsPage}.`);
}
