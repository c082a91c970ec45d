import type { Item } from './item.js';

/** Says which weights are not in the file as they are, and what made them. */
export function foldingNotes(weights: Readonly<Record<string, Item | undefined>>): string[] {
  const names = new Map<string, string[]>();
  for (const [name, item] of Object.entries(weights)) {
    if (item?.kind !== 'known' || !item.madeBy || item.madeBy.length === 0) continue;
    const operations = item.madeBy.join(', ');
    names.set(operations, [...(names.get(operations) ?? []), name]);
  }
  return [...names].map(
    ([operations, made]) => `${made.join(', ')} folded from the file's numbers by ${operations}`,
  );
}
