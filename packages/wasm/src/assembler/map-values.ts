/** The record with each value replaced. */
export function mapValues<V, R>(
  record: Readonly<Record<string, V>>,
  map: (value: V, key: string) => R,
): Record<string, R> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]): [string, R] => [key, map(value, key)]),
  );
}
