import type { StateTensors } from '@sluice/model';

/** No text grows longer than so many characters. */
export const longestText = 4000;

/** So many numbers of each part of the state are kept for each character. */
export const mostUnits = 512;

/** Which number of the state colours the text. */
export interface UnitChoice {
  /** Part of the state: `1.c`. */
  readonly path: string;
  readonly unit: number;
}

/** A part of a model's state. */
export interface StatePart {
  readonly path: string;
  /** How many numbers it holds. */
  readonly size: number;
  /** How many of them are kept to look at. */
  readonly kept: number;
}

/** The parts of a state, given the shape of each. */
export const partsOf = (state: Readonly<Record<string, readonly number[]>>): readonly StatePart[] =>
  Object.entries(state).map(([path, shape]) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return { path, size, kept: Math.min(size, mostUnits) };
  });

/** The state of a model after each character. */
export interface StateRecord {
  readonly length: number;
  push(state: StateTensors): void;
  /** One unit over all characters. */
  unit(choice: UnitChoice): Float32Array;
}

/** Keeps states, of which a part may be large, in arrays that grow. */
export function createRecord(parts: readonly StatePart[]): StateRecord {
  const columns = parts.map((part) => ({ ...part, data: new Float32Array(part.kept * 256) }));
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(state) {
      for (const column of columns) {
        const { path, kept } = column;
        const end = (length + 1) * kept;
        if (end > column.data.length) {
          const larger = new Float32Array(2 * column.data.length);
          larger.set(column.data);
          column.data = larger;
        }
        column.data.set(state[path]!.data.subarray(0, kept), length * kept);
      }
      length++;
    },
    unit({ path, unit }) {
      const column = columns.find((candidate) => candidate.path === path);
      if (!column || !(unit >= 0 && unit < column.kept)) return new Float32Array();
      const values = new Float32Array(length);
      for (let at = 0; at < length; at++) values[at] = column.data[at * column.kept + unit]!;
      return values;
    },
  };
}
