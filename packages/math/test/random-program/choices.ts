/** Answers to questions, taken from a list of words one by one; when it is used up, every answer is the first. */
export interface Choices {
  /** Whether the words are used up. */
  readonly exhausted: () => boolean;
  /** An integer of at least 0 and below `count`. */
  readonly below: (count: number) => number;
  /** An integer from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Yes once in `times` questions. */
  readonly once: (times: number) => boolean;
  /** The elements of a list in another order. */
  readonly shuffle: <T>(list: readonly T[]) => T[];
}

export function choicesFrom(words: readonly number[]): Choices {
  let next = 0;
  const below = (count: number): number => (words[next++] ?? 0) % count;
  return {
    exhausted: () => next >= words.length,
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => list[below(list.length)]!,
    once: (times) => below(times) === times - 1,
    shuffle: (list) => {
      const rest = [...list];
      return list.map(() => rest.splice(below(rest.length), 1)[0]!);
    },
  };
}
