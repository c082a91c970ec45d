/** How one thing that a view depends on stands in its address. */
export interface Field<T> {
  readonly initial: T;
  /** What an address says, or the initial value where it makes no sense. */
  read(text: string): T;
  write(value: T): string;
}

/** A whole number within limits; what lies outside is brought to the nearest. */
export const integer = (initial: number, atLeast: number, atMost: number): Field<number> => ({
  initial,
  read(text) {
    const value = Number(text);
    return text.trim() === '' || !Number.isFinite(value)
      ? initial
      : Math.min(atMost, Math.max(atLeast, Math.round(value)));
  },
  write: String,
});

/** A number within limits. */
export const real = (initial: number, atLeast: number, atMost: number): Field<number> => ({
  initial,
  read(text) {
    const value = Number(text);
    return text.trim() === '' || !Number.isFinite(value)
      ? initial
      : Math.min(atMost, Math.max(atLeast, value));
  },
  write: String,
});

/** One of some words. */
export const oneOf = <T extends string>(initial: T, words: readonly T[]): Field<T> => ({
  initial,
  read: (text) => words.find((word) => word === text) ?? initial,
  write: String,
});

/** Any text of at most so many characters. */
export const text = (initial: string, longest = 2000): Field<string> => ({
  initial,
  read: (written) => written.slice(0, longest),
  write: String,
});

/** Several words, each of them known. */
export const several = (
  initial: readonly string[],
  isKnown: (word: string) => boolean,
): Field<readonly string[]> => ({
  initial,
  read(written) {
    const words = [...new Set(written.split(','))].filter((word) => isKnown(word));
    return words.length > 0 ? words : initial;
  },
  write: (words) => words.join(','),
});
