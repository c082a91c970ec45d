import { unsupported } from './fail.js';
import type { Section } from './bytes.js';

/** Reads a shape; `[]` for a single value, undefined for none at all. */
export function readDataspace(section: Section): number[] | undefined {
  const version = section.u8();
  if (version !== 1 && version !== 2) unsupported(`a dataspace is of version ${version}`);
  const rank = section.u8();
  if (rank > 32) section.fail(`has ${rank} axes, but at most 32 are allowed`);
  section.skip(1);
  if (version === 1) section.skip(5);
  const kind = version === 2 ? section.u8() : 1;
  if (kind > 2) section.fail(`is of the unknown kind ${kind}`);
  return kind === 2 ? undefined : Array.from({ length: rank }, () => section.length());
}
