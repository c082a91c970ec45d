/** A longer text is no cell: it is neither coloured nor run. */
export const longestCell = 100_000;
