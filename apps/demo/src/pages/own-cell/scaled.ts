const prefixes = ['', 'k', 'M', 'G', 'T'];

/** A number as it is written before a unit: 1234567 is 1.23 M. */
export function scaled(value: number): { readonly number: number; readonly prefix: string } {
  let step = 0;
  // What would be rounded to 1000 belongs to the next.
  while (value >= (step === 0 ? 1000 : 999.5) && step < prefixes.length - 1) {
    value /= 1000;
    step++;
  }
  return { number: value, prefix: prefixes[step]! };
}
