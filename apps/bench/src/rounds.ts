import type { Contestant, Reading } from './contestant.js';

export interface RoundOptions {
  /** Most rounds. */
  readonly repeats: number;
  /** How long each contestant computes before anything counts: engines optimize what has run for a while. */
  readonly warmUpMilliseconds: number;
  /** A reading covers as many steps as take about this long, and at least one. */
  readonly readingMilliseconds: number;
  /** About how long each contestant computes in all: one with slow steps takes part in fewer rounds. */
  readonly patienceMilliseconds: number;
}

/** How someone takes part in the rounds. */
export interface Plan {
  readonly contestant: Contestant;
  /** Steps of a reading. */
  readonly steps: number;
  /** Steps before each reading that are not measured: they fill the caches again. */
  readonly fillSteps: number;
  /** Number of rounds in which it takes part. */
  readonly rounds: number;
}

/** A reading with its round, by which it is compared with others. */
export interface RoundReading extends Reading {
  readonly round: number;
}

/** Whoever takes part in fewer rounds than this has no spread to speak of. */
const fewestRounds = 3;

/** A step longer than this fills the caches itself in a small part of its time. */
const longStepMilliseconds = 300;

/** Warms someone up, and plans its rounds from how long its steps take. */
export async function planRounds(
  contestant: Contestant,
  { repeats, warmUpMilliseconds, readingMilliseconds, patienceMilliseconds }: RoundOptions,
): Promise<Plan> {
  let steps = 1;
  let stepMilliseconds = Infinity;
  for (let computed = 0; computed < warmUpMilliseconds;) {
    const { milliseconds } = await contestant.measure(steps);
    computed += milliseconds;
    stepMilliseconds = milliseconds / steps;
    // at most twice as many as before, since the first steps say little about the next
    steps = Math.max(1, Math.min(2 * steps, Math.round(readingMilliseconds / stepMilliseconds)));
  }
  const fillSteps = stepMilliseconds > longStepMilliseconds ? 0 : Math.ceil(steps / 4);
  const affordable = Math.floor(patienceMilliseconds / ((steps + fillSteps) * stepMilliseconds));
  const rounds = Math.min(repeats, Math.max(fewestRounds, affordable));
  return { contestant, steps, fillSteps, rounds };
}

/** What someone showed in its rounds. */
export interface Turns {
  readonly readings: readonly RoundReading[];
  /** Why it did not take part to the end. */
  readonly failure: string | undefined;
}

/**
 * Measures contestants in turns, so that whatever else the machine does meanwhile meets all of them alike. Each round
 * begins with another of them; there are as many rounds as the first takes part in, and whoever takes part in fewer does
 * so at even distances. The failure of any but the first does not stop the others.
 */
export async function takeTurns(plans: readonly Plan[]): Promise<Turns[]> {
  const rounds = plans[0]!.rounds;
  const readings = plans.map((): RoundReading[] => []);
  const failures = plans.map((): string | undefined => undefined);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < plans.length; turn++) {
      const i = (round + turn) % plans.length;
      if (failures[i] !== undefined || !takesPart(round, plans[i]!.rounds, rounds)) continue;
      try {
        readings[i]!.push({ round, ...(await takeTurn(plans[i]!)) });
      } catch (error) {
        if (i === 0) throw error;
        failures[i] = messageOf(error);
      }
    }
  }
  return plans.map((_, i) => ({ readings: readings[i]!, failure: failures[i] }));
}

async function takeTurn({ contestant, steps, fillSteps }: Plan): Promise<Reading> {
  if (fillSteps > 0) await contestant.measure(fillSteps);
  return contestant.measure(steps);
}

/** Whether someone takes part in a round, so that it does so in `own` of `all` rounds, evenly. */
const takesPart = (round: number, own: number, all: number): boolean =>
  own >= all || Math.floor(((round + 1) * own) / all) > Math.floor((round * own) / all);

/** What an error says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
