/** Keeps the most recently used of a few things that are costly to make. */
export interface Cache<T> {
  /** What stands under a key, made now if it does not stand there yet. */
  get(key: string, make: () => Promise<T>): Promise<T>;
}

/**
 * Makes a cache that forgets what was not used for longest when it holds more than `capacity` entries.
 *
 * @param forget - is told of each entry that is forgotten.
 */
export function createCache<T>(capacity: number, forget?: (entry: T) => void): Cache<T> {
  const entries = new Map<string, Promise<T>>();
  return {
    get: (key, make) => {
      // A map lists its keys in order of insertion, so what was used last is put last.
      const entry = entries.get(key) ?? make();
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size > capacity) {
        const [oldest, dropped] = entries.entries().next().value!;
        entries.delete(oldest);
        if (forget) dropped.then(forget, () => undefined);
      }
      // What could not be made is not kept: the next caller tries again.
      entry.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry;
    },
  };
}

/** Makes a cache as `createCache` does, for what is made at once. */
export function createSyncCache<T>(capacity: number): { get(key: string, make: () => T): T } {
  const entries = new Map<string, T>();
  return {
    get: (key, make) => {
      const entry = entries.get(key) ?? make();
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size > capacity) entries.delete(entries.keys().next().value!);
      return entry;
    },
  };
}
