import { readZip, writeZip } from '../../src/zip.js';

/** An archive of Keras in which entries are replaced: its configuration as JSON, its weights as they are. */
export function repack(
  archive: Uint8Array,
  { config, weights }: { config?: unknown; weights?: Uint8Array },
): Uint8Array {
  const replaced = new Map([
    ['config.json', config === undefined ? undefined : new TextEncoder().encode(JSON.stringify(config))],
    ['model.weights.h5', weights],
  ]);
  return writeZip(
    [...readZip(archive, { what: 'test' }).values()].map((entry) => ({
      name: entry.name,
      data: replaced.get(entry.name) ?? entry.read(),
    })),
  );
}
