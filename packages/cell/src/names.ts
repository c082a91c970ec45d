/** Anything by name. */
type Named<T> = Readonly<Record<string, T>>;

/** Puts a name before each name: `{ h }` under `'1'` becomes `{ '1.h' }`. */
export const prefixed = <T>(name: string | number, record: Named<T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [`${name}.${key}`, value]));

/** What stands under a name, without it: of `{ '0.h', '1.h' }` under `'1'` that is `{ h }`. */
export const under = <T>(name: string | number, record: Named<T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([key]) => key.startsWith(`${name}.`))
      .map(([key, value]) => [key.slice(`${name}.`.length), value]),
  );

/** The same names with other values. */
export const mapValues = <T, U>(record: Named<T>, change: (value: T, name: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
