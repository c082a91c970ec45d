/** The logistic function, σ: how far a gate of this sum is open. */
export const sigmoid = (sum: number): number => 1 / (1 + Math.exp(-sum));

/** The slope of tanh. */
export const slopeOf = (a: number): number => 1 - Math.tanh(a) ** 2;

/** Where the curves are drawn. */
export const places: readonly number[] = Array.from({ length: 161 }, (_, i) => (i - 80) / 20);

/** The line that touches tanh at a place, as far as it stays near. */
export const tangentAt = (at: number): (number | null)[] =>
  places.map((place) => {
    const height = Math.tanh(at) + slopeOf(at) * (place - at);
    return Math.abs(place - at) <= 1.2 && Math.abs(height) <= 1.15 ? height : null;
  });

/** 1, factor, factor², … */
export const powersOf = (factor: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, k) => factor ** k);
