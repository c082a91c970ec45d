import type { GroupedExecutable } from './grouped-program.js';
import type { ParameterStore } from './parameter-store.js';

/**
 * Keeps the group `params` of an executable equal to a store.
 *
 * @returns a function to call before each run; it writes only when something has changed.
 */
export function followParams(executable: GroupedExecutable, store: ParameterStore): () => void {
  let written = -1;
  return () => {
    if (written === store.version) return;
    for (const [name, { data }] of Object.entries(store.read())) executable.write('params', name, data);
    written = store.version;
  };
}
