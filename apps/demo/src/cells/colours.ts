/** One colour for each cell on all pages, as a CSS value. The three that everybody knows have theirs, in the tokens. */
const fixed: Readonly<Record<string, string>> = {
  rnn: 'var(--cell-rnn)',
  lstm: 'var(--cell-lstm)',
  gru: 'var(--cell-gru)',
  own: 'var(--cell-own)',
};

/** Colours of the others: which one a cell has depends on its name alone, so that it keeps it from page to page. */
const others = 4;

export function colourOf(name: string): string {
  let hash = 0;
  for (const letter of name) hash = (31 * hash + letter.charCodeAt(0)) >>> 0;
  return fixed[name] ?? `var(--cell-other-${hash % others})`;
}
