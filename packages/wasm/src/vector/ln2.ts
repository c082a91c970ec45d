/** ln 2 to 16 bits, by which a whole number of up to 8 bits multiplies exactly. */
export const ln2High = 45426 / 2 ** 16;

/** The rest of ln 2. */
export const ln2Low = Math.LN2 - ln2High;
