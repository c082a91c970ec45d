import { iota } from '../../src/index.js';
import {
  choose,
  fits,
  hasRank,
  isInteger,
  settle,
  smallShape,
  type Entry,
  type Growth,
  type Sketch,
} from './sketch.js';

/** Integers that are valid indices into `rows`. */
function indicesInto(sketch: Sketch, rows: number): Entry {
  const { choices } = sketch;
  const shape = smallShape(sketch);
  const sources: (() => Entry)[] = [
    () => sketch.input({ shape, dtype: 'i32' }),
    () => choose(sketch, isInteger) ?? sketch.input({ shape, dtype: 'i32' }),
    () => ({ value: iota([choices.between(1, 6)]), bound: 6, exact: true }),
  ];
  const { value } = choices.pick(sources)();
  return { value: value.maximum(0).minimum(rows - 1), bound: rows, exact: true };
}

/** Rows of a table. */
export const gathering: Growth = (sketch) => {
  const table = choose(sketch, hasRank(1));
  if (!table) return [];
  const { value: indices } = indicesInto(sketch, table.value.shape[0]!);
  if (!fits([...indices.shape, ...table.value.shape.slice(1)])) return [];
  return [{ ...table, value: table.value.gather(indices) }];
};

/** Sums of rows that fall on the same index. */
export const scattering: Growth = (sketch) => {
  const { choices } = sketch;
  const updates = choose(sketch);
  if (!updates) return [];
  const { shape } = updates.value;
  const lead = shape.slice(0, choices.below(shape.length + 1));
  const rows = choices.between(1, 6);
  const found = choose(sketch, ({ value }) => value.dtype === 'i32' && String(value.shape) === String(lead));
  const indices = (found ?? sketch.input({ shape: lead, dtype: 'i32' })).value.maximum(0).minimum(rows - 1);
  const value = indices.scatterAdd(updates.value, rows);
  if (!fits(value.shape)) return [];
  const bound = updates.bound * lead.reduce((a, b) => a * b, 1);
  return [settle(sketch, { value, bound, exact: false })];
};

/** A 1 at each index. */
export const marking: Growth = (sketch) => {
  const classes = sketch.choices.between(1, 6);
  const indices = choose(sketch, (entry) => isInteger(entry) && fits([...entry.value.shape, classes]));
  return indices ? [{ value: indices.value.oneHot(classes), bound: 1, exact: true }] : [];
};
