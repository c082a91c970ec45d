/** So many shades there are on each side of zero. */
export const shades = 6;

/** The largest size of a unit's numbers, by which its colours are scaled. */
const sizeOf = (values: Float32Array): number => {
  let size = 0;
  for (const value of values) size = Math.max(size, Math.abs(value));
  return size;
};

const shade = (value: number, size: number): number =>
  size > 0 && Number.isFinite(value) ? Math.round((shades * value) / size) : 0;

/** The shade of each character, −6 to 6; 0 where its number is not known yet. */
export function levelsOf(values: Float32Array, length: number): readonly number[] {
  const size = sizeOf(values);
  return Array.from({ length }, (_, at) => (at < values.length ? shade(values[at]!, size) : 0));
}

/** The shade of one number among others. */
export const levelOf = (value: number, values: Float32Array): number => shade(value, sizeOf(values));
