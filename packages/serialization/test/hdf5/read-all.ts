import { sizeOf } from '@sluice/math';
import { expect } from 'vitest';
import { openHdf5, type Group } from '../../src/hdf5/index.js';
import { FormatError } from '../../src/format-error.js';

const attributeNames = ['distant', 'near', 'distant_list', 'near_list', 'empty_list', 'name', 'a7', 'huge'];

/** Reads all that a file holds, and checks that it is sound in itself; tells how many numbers there were. */
function readAll(bytes: Uint8Array): number {
  let count = 0;
  const visit = (group: Group, depth: number): void => {
    for (const attribute of attributeNames) {
      // each is one of these, and the other is refused
      for (const read of [group.attributes.text, group.attributes.texts]) {
        try {
          expect(
            [read(attribute)].flat().every((text) => text === undefined || typeof text === 'string'),
          ).toBe(true);
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
        }
      }
    }
    for (const name of depth > 0 ? group.names : []) {
      const found = group.get(name)!;
      if (found.kind === 'group') {
        visit(found, depth - 1);
        continue;
      }
      const { shape, data } = found.read();
      expect(data.length).toBe(sizeOf(shape));
      count += data.length;
    }
  };
  visit(openHdf5(bytes), 8);
  return count;
}

/** A right answer, or a FormatError: nothing else may come of any bytes. */
export function checkOutcome(bytes: Uint8Array): 'read' | 'refused' {
  try {
    readAll(bytes);
    return 'read';
  } catch (error) {
    if (error instanceof FormatError) return 'refused';
    throw error;
  }
}
