/** The choice that a word was probably meant to be; undefined where none is near. */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  const distances = choices.map((choice) => distance(word.toLowerCase(), choice.toLowerCase()));
  const least = Math.min(...distances);
  // A third of the letters may be wrong; with more it is another word.
  return least <= Math.max(1, word.length / 3) ? choices[distances.indexOf(least)] : undefined;
}

/** How many letters have to be put in, left out or changed to make one word of another: Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
