import { useEffect, useState } from 'preact/hooks';
import type { Field } from './fields.js';

/** Where somebody is: `#/gradients?steps=60`. It stands behind the `#`, so that a plain folder of files is enough. */
export interface Address {
  readonly page: string;
  readonly query: URLSearchParams;
}

export function readAddress(hash: string = location.hash): Address {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  return { page: path, query: new URLSearchParams(query) };
}

export const formatAddress = ({ page, query }: Address): string => {
  const written = query.toString();
  return `#/${page}${written === '' ? '' : `?${written}`}`;
};

const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());
globalThis.addEventListener?.('hashchange', tell);

/** Where somebody is, always the newest. */
export function useAddress(): Address {
  const [address, setAddress] = useState(() => readAddress());
  useEffect(() => {
    const listener = (): void => setAddress(readAddress());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return address;
}

type Fields = Readonly<Record<string, Field<unknown>>>;

type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/**
 * What a view depends on, kept in its address, so that whoever is sent it sees the same. What is as it was at first is not
 * written there.
 *
 * @param fields - the same object at each call: make it once, outside of the component.
 */
export function useUrlState<F extends Fields>(fields: F): [Values<F>, (changes: Partial<Values<F>>) => void] {
  const { query } = useAddress();
  const values = readFields(fields, query);
  const change = (changes: Partial<Values<F>>): void => {
    const { page, query } = readAddress();
    for (const [name, value] of Object.entries(changes)) {
      const field = fields[name]!;
      const written = field.write(value);
      if (written === field.write(field.initial)) query.delete(name);
      else query.set(name, written);
    }
    history.replaceState(null, '', formatAddress({ page, query }));
    tell();
  };
  return [values, change];
}

/** What an address says of some fields. */
export function readFields<F extends Fields>(fields: F, query: URLSearchParams): Values<F> {
  const values = Object.entries(fields).map(([name, field]) => {
    const written = query.get(name);
    return [name, written === null ? field.initial : field.read(written)];
  });
  return Object.fromEntries(values) as Values<F>;
}
