import { constant, valueAt, type Extent, type Sizes } from './extent.js';

/** The sizes for which a layer is traced: four that tell an extent's four parts, and a fifth that must confirm them. */
export type Samples = readonly [Sizes, Sizes, Sizes, Sizes, Sizes];

/**
 * Sizes that no extent of a layer is by chance: primes that are not among `taken`. They are large enough not to be small by
 * nature, and small enough that a layer which writes its steps out one by one is found out soon.
 */
export function chooseSamples(taken: ReadonlySet<number>): Samples {
  const primes: number[] = [];
  for (let n = 101; primes.length < 6; n += 2) if (isPrime(n) && !taken.has(n)) primes.push(n);
  const [a, b, c, s, t, u] = primes as [number, number, number, number, number, number];
  return [
    { batch: a, time: s },
    { batch: b, time: s },
    { batch: a, time: t },
    { batch: b, time: t },
    { batch: c, time: u },
  ];
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) if (odd % divisor === 0) return false;
  return true;
}

/** The one extent that has these values for these sizes, if there is one. */
export function fitExtent(values: readonly number[], samples: Samples): Extent | undefined {
  const [first, moreRows, moreSteps, moreOfBoth] = values as [number, number, number, number];
  if (values.every((value) => Object.is(value, first))) return constant(first);
  const [{ batch, time }, { batch: nextBatch }, { time: nextTime }] = samples;
  const [rows, steps] = [nextBatch - batch, nextTime - time];
  const both = (moreOfBoth - moreRows - moreSteps + first) / (rows * steps);
  const perRow = (moreRows - first) / rows - both * time;
  const perStep = (moreSteps - first) / steps - both * batch;
  const extent: Extent = {
    one: first - perRow * batch - perStep * time - both * batch * time,
    batch: perRow,
    time: perStep,
    both,
  };
  const whole = [extent.one, perRow, perStep, both].every(Number.isSafeInteger);
  return whole && values.every((value, i) => value === valueAt(extent, samples[i]!)) ? extent : undefined;
}
