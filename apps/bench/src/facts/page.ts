import { formatTable } from '../report/table.js';
import type { Fact, Finding, Outcome, Trial } from './fact.js';
import { createTask } from './run-trial.js';
import { formatMetric } from './verdicts.js';

/** A fact with what came of its trials, in their order, or undefined where one is missing. */
export interface JudgedFact {
  readonly fact: Fact;
  readonly outcomes: readonly (Outcome | undefined)[];
}

/** What became of a claim; undefined before all its trials are done. */
export function findingOf({ fact, outcomes }: JudgedFact): Finding | undefined {
  const done = outcomes.flatMap((outcome) => outcome ?? []);
  return done.length === fact.trials.length ? fact.judge(done) : undefined;
}

/** The page of the docs: what came out, and what was trained how. */
export function formatPage(judged: readonly JudgedFact[]): string {
  return `${intro}
${formatFindings(judged)}

## What was trained, and how

${settings}
${judged
  .filter(({ fact }) => fact.trials.length > 0)
  .map(formatTrials)
  .join('\n\n')}
`;
}

const intro = `# Facts

What papers state about recurrent cells and what can be checked in minutes, checked with the cells of this house. A claim
holds where every trial agrees with it, does not hold where none does, and is undecided otherwise. "Fails" means: within
these steps, with these settings.

\`\`\`sh
npm run facts                          # those that are not done yet, and this page
npm run facts -- --fact adding-lstm    # only this one; may be given more than once
npm run facts -- --again               # anew, whatever is done
\`\`\`

What is done is kept in \`apps/bench/results/facts.json\`, trial by trial, so a run that is stopped goes on where it was.
`;

const settings = `All are trained by Adam with gradients clipped at a norm of 1, on one thread, on examples that are new at every step,
and judged by 500 others every 250 steps. A trial ends when it reaches its goal. Seeds are those of the start values and of
the examples. The numbers are those of Node 20; where a machine offers other instructions, last digits and so the paths that
trainings take may differ.

\`plain\` is the network of \`networkFor\`: the cell and a linear layer, with an embedding before them where the inputs are
tokens; \`encoded\` is that behind a layer of ReLU; in \`blocks\` each cell has a layer norm before it, a GELU and a linear layer
behind it, and a way past all of them, much as linear recurrences are used in their papers.

How the settings were found matters to what the verdicts say. Those of cells that should solve a task were tried out first, mostly
with seed 1: several rates and oscillators for coRNN, of which its paper's own were too slow for these budgets; one and two layers
and bounds for IndRNN. The LRU in two blocks came first and fell short; with other rings of eigenvalues, or without the norms, it
was worse within 2500 steps, and its blocks are not exactly its paper's, which have batch norms and gated linear units. That behind
a layer of ReLU was added then. Copying over 100 steps was added after 200 had come out undecided. Of the cells that should fail,
the plain RNN was given three rates, the others one setting each.
`;

/** The claims, one a row. */
export function formatFindings(judged: readonly JudgedFact[]): string {
  return formatTable(
    ['claim', 'stated by', 'what came out here', 'verdict'],
    judged.map((one) => {
      const finding = findingOf(one);
      const { claim, source } = one.fact;
      return [claim, source, finding?.words ?? '', finding ? `**${finding.verdict}**` : 'not run yet'];
    }),
  );
}

function formatTrials({ fact, outcomes }: JudgedFact): string {
  const [first] = fact.trials as [Trial, ...Trial[]];
  const { task, taskOptions, beyond, goal, steps } = first;
  const { metric, baseline } = createTask(first);
  const unit = metric.unit && `, ${metric.unit}`;
  const aim = goal === 0 ? `After ${steps} steps.` : `The goal is ${goal}, within ${steps} steps.`;
  const longer = beyond && ` Longer ones are those of \`${task}(${inline({ ...taskOptions, ...beyond })})\`.`;
  const columns = ['network', 'rows', 'rate', 'seed', 'reached after', 'at the end'];
  const rows = fact.trials.map((trial, i) => [...describe(trial), ...formatOutcome(trial, outcomes[i])]);
  return `### ${fact.name}

\`${task}(${inline(taskOptions)})\`; ${metric.name}${unit}, of which the baseline is ${formatMetric(baseline.value)}. ${aim}${longer ?? ''}

${formatTable(beyond ? [...columns, 'on longer ones'] : columns, rows)}`;
}

function describe({ cell, cellOptions, hiddenSize, recurrentBound, ...trial }: Trial): string[] {
  const bound = recurrentBound === undefined ? '' : `, \\|u\\| ≤ ${recurrentBound.toFixed(5)}`;
  const network = `${trial.network}, ${trial.layers} × \`${cell}(${inline({ hiddenSize, ...cellOptions })})\`${bound}`;
  return [network, String(trial.batchSize), String(trial.learningRate), String(trial.seed)];
}

function formatOutcome({ beyond }: Trial, outcome: Outcome | undefined): string[] {
  const diverged = outcome?.divergedAfter;
  return [
    String(outcome?.solvedAfter ?? (diverged === undefined ? '' : `diverged after ${diverged}`)),
    outcome ? formatMetric(outcome.metric) : '',
    ...(beyond ? [outcome?.beyond === undefined ? '' : formatMetric(outcome.beyond)] : []),
  ];
}

/** Plain data as one writes it in code. */
function inline(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([name, part]) => `${name}: ${inline(part)}`);
  return `{ ${entries.join(', ')} }`;
}
