import type { Contestant } from '../src/contestant.js';

export interface Fake {
  readonly name: string;
  /** What each step gives. */
  readonly result?: (step: number) => number;
  /** How long a step takes. */
  readonly milliseconds?: number;
  /** Where it writes its name at each reading. */
  readonly diary?: string[];
  /** The reading that fails. */
  readonly failAt?: number;
}

/** Someone who takes part without computing anything. */
export function fake({ name, result = () => 2, milliseconds = 1, diary = [], failAt }: Fake): Contestant {
  let step = 0;
  let reading = 0;
  return {
    name,
    about: `${name} 1.0`,
    check: (steps) => Promise.resolve(Float32Array.from({ length: steps }, () => result(step++))),
    measure: (steps) => {
      diary.push(name);
      if (reading++ === failAt) return Promise.reject(new Error(`${name} is out of memory`));
      return Promise.resolve({
        steps,
        milliseconds: milliseconds * steps,
        processorMilliseconds: (milliseconds * steps) / 2,
      });
    },
    close: () => undefined,
  };
}
