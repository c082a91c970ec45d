/** The names of tokens that are letters and digits. */
export const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
export const digits = Array.from('0123456789');
