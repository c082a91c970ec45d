import { threefry } from '@sluice/math';
import type { Split } from './task.js';

const splits: readonly Split[] = ['train', 'test', 'validation'];

/** Random numbers of one example. */
export interface Draw {
  /** A number from [0, 1). */
  uniform(): number;
  /** An integer from [0, below). */
  integer(below: number): number;
  /** An integer from `first` to `last`, both included. */
  between(first: number, last: number): number;
  /** So many different integers from [0, below), in random order. */
  distinct(count: number, below: number): number[];
}

/** The random numbers of an example: a stream of its own for each seed, split and place. */
export function drawFor(split: Split, seed: number, place: number): Draw {
  const [key0, key1] = threefry(seed, splits.indexOf(split), place, 0);
  const words: number[] = [];
  let counter = 0;
  const uniform = (): number => {
    if (words.length === 0) words.push(...threefry(key0, key1, counter++, 0));
    return words.pop()! / 2 ** 32;
  };
  const integer = (below: number): number => Math.floor(uniform() * below);
  return {
    uniform,
    integer,
    between: (first, last) => first + integer(last - first + 1),
    distinct: (count, below) => {
      const left = Array.from({ length: below }, (_, i) => i);
      return Array.from({ length: count }, () => left.splice(integer(left.length), 1)[0]!);
    },
  };
}
