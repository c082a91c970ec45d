import type { Examples } from '../task.js';

/**
 * The sum of a number for each answer that counts, and how many do.
 *
 * @param answers - how many there are in the batch: one for each row, or one for each step of each row.
 */
export function sumOver(
  { mask, lengths, input }: Examples,
  answers: number,
  measure: (answer: number) => number,
): { readonly sum: number; readonly count: number } {
  const steps = answers / input.shape[0]!;
  const counts = (answer: number): boolean =>
    mask?.data[answer] !== 0 &&
    (!lengths || steps === 1 || answer % steps < lengths[Math.floor(answer / steps)]!);
  let [sum, count] = [0, 0];
  for (let answer = 0; answer < answers; answer++) {
    if (!counts(answer)) continue;
    sum += measure(answer);
    count++;
  }
  return { sum, count };
}
