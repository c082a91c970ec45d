import type { Fact, Finding, Outcome } from './fact.js';

type Judge = Fact['judge'];
type Test = (outcome: Outcome) => boolean;

/** Whether a trial reached its goal. */
export const reachedGoal: Test = ({ solvedAfter }) => solvedAfter !== undefined;

/** That a network solves its task: in every trial, or else in some, or in none. */
export const solves =
  (solved: Test = reachedGoal): Judge =>
  (outcomes) =>
    findingOf(outcomes, solved, outcomes.filter(solved).length);

/** That a network fails its task, however it is trained. */
export const fails =
  (solved: Test = reachedGoal): Judge =>
  (outcomes) =>
    findingOf(outcomes, solved, outcomes.length - outcomes.filter(solved).length);

/** That the second half of the trials ends with a lower metric than the first, each by at least a factor. */
export const helps =
  (factor: number): Judge =>
  (outcomes) => {
    const half = outcomes.length / 2;
    const [without, using] = [outcomes.slice(0, half), outcomes.slice(half)];
    const better = using.filter(({ metric }, i) => factor * metric <= without[i]!.metric);
    return {
      verdict: verdictOf(better.length, half),
      words: `${metricsOf(without)} without, ${metricsOf(using)} with`,
    };
  };

const verdictOf = (agreeing: number, all: number): Finding['verdict'] =>
  agreeing === all ? 'holds' : agreeing === 0 ? 'does not hold' : 'undecided';

function findingOf(outcomes: readonly Outcome[], solved: Test, agreeing: number): Finding {
  const steps = outcomes.flatMap(({ solvedAfter }) => solvedAfter ?? []);
  const beyond = outcomes.flatMap((outcome) => outcome.beyond ?? []);
  const diverged = outcomes.filter(({ divergedAfter }) => divergedAfter !== undefined).length;
  const parts = [
    `solved in ${outcomes.filter(solved).length} of ${outcomes.length}`,
    ...(steps.length > 0 ? [`its goal reached after ${range(steps, String)} steps`] : []),
    `${metricsOf(outcomes)} at the end`,
    ...(beyond.length > 0 ? [`${range(beyond, formatMetric)} on longer ones`] : []),
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
  ];
  return { verdict: verdictOf(agreeing, outcomes.length), words: parts.join('; ') };
}

const metricsOf = (outcomes: readonly Outcome[]): string =>
  range(
    outcomes.map(({ metric }) => metric),
    formatMetric,
  );

/** A metric with three digits. */
export const formatMetric = (metric: number): string => Number(metric.toPrecision(3)).toString();

/** `a` or `a to b`. */
function range(numbers: readonly number[], format: (number: number) => string): string {
  const [least, most] = [format(Math.min(...numbers)), format(Math.max(...numbers))];
  return least === most ? least : `${least} to ${most}`;
}
