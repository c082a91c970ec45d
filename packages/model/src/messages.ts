/** `"h", "c"`: names as messages list them. */
export const listNames = (names: readonly string[]): string =>
  names.length === 0 ? '(none)' : names.map((name) => `"${name}"`).join(', ');
