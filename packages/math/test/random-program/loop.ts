import { sameShape, scan, sizeOf, zeros, type Value, type Values } from '../../src/index.js';
import {
  choose,
  fits,
  hasRank,
  isReal,
  refit,
  smallShape,
  type Entry,
  type Growth,
  type Sketch,
} from './sketch.js';

/** Lets a program grow by some operations; given by the file that knows all growths. */
export type Grow = (sketch: Sketch, operations: number) => void;

const numbered = (prefix: string, values: readonly Value[]): Values =>
  Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));

/** Values that a loop can take apart step by step, all of one length, and that length. */
function stackedInputs(sketch: Sketch): { stacked: Entry[]; length: number } {
  const { choices } = sketch;
  const first = choices.once(5) ? undefined : choose(sketch, hasRank(1));
  if (!first) return { stacked: [], length: choices.between(1, 4) };
  const length = first.value.shape[0]!;
  const more = Array.from({ length: choices.below(3) }, () =>
    choose(sketch, ({ value }) => value.shape[0] === length),
  );
  return { stacked: [first, ...more.filter((entry) => entry !== undefined)], length };
}

function initialCarries(sketch: Sketch, length: number): Entry[] {
  const { choices } = sketch;
  return Array.from({ length: choices.below(4) }, (): Entry | undefined =>
    choices.once(3)
      ? { value: zeros(smallShape(sketch), choices.pick(['f32', 'f32', 'i32'])), bound: 0, exact: true }
      : choose(sketch, ({ value }) => sizeOf(value.shape) * length <= 200),
  ).filter((entry) => entry !== undefined);
}

/** The next carry, of the shape, dtype and bound of the one before. */
function nextCarry(inner: Sketch, carry: Entry, others: readonly Entry[], length: number): Value {
  const { choices } = inner;
  const { shape, dtype } = carry.value;
  const source = choose(inner, ({ value }) => value.dtype === dtype) ?? carry;
  const fitted = refit(source, shape).value;
  if (dtype === 'i32') {
    return choices.pick([
      () => carry.value.add(1),
      () => carry.value.mul(31).add(fitted),
      () => carry.value.maximum(fitted),
      () => fitted,
    ])();
  }
  const gate = refit(choose(inner, isReal) ?? carry, shape).value.sigmoid();
  const twin = others.find(({ value }) => value.dtype === dtype && sameShape(value.shape, shape)) ?? carry;
  return choices.pick([
    () => fitted.tanh(),
    () => carry.value.add(fitted).tanh(),
    () => gate.mul(carry.value).add(gate.neg().add(1).mul(fitted.tanh())),
    () => carry.value.add(fitted.tanh().mul(1 / length)),
    () => carry.value,
    () => twin.value,
  ])();
}

/** A loop, with what grows inside of it. */
export const loop =
  (grow: Grow): Growth =>
  (sketch) => {
    const { choices, depth } = sketch;
    if (depth >= 2) return [];
    const { stacked, length } = stackedInputs(sketch);
    const initial = initialCarries(sketch, length);
    const carryBound = 1 + Math.max(0, ...initial.filter(isReal).map(({ bound }) => bound));
    const boundOf = ({ value }: Entry): number => (value.dtype === 'f32' ? carryBound : 2 ** 31);
    let made: Entry[] = [];
    const { carry, outputs } = scan(
      {
        ...sketch.scans,
        carry: numbered(
          'c',
          initial.map(({ value }) => value),
        ),
        inputs: numbered(
          'x',
          stacked.map(({ value }) => value),
        ),
        length,
        reverse: choices.once(2),
      },
      (carryValues, slices) => {
        const carries = Object.values(carryValues).map((value, i): Entry => ({
          value,
          bound: boundOf(initial[i]!),
          exact: value.dtype === 'i32',
        }));
        const parts = Object.values(slices).map((value, i): Entry => ({ ...stacked[i]!, value }));
        const inner: Sketch = { ...sketch, pool: [...sketch.pool, ...parts, ...carries], depth: depth + 1 };
        grow(inner, choices.between(1, 6));
        const next = carries.map((entry, i) =>
          nextCarry(inner, entry, [...carries.slice(i + 1), ...carries.slice(0, i)], length),
        );
        made = Array.from({ length: choices.between(initial.length > 0 ? 0 : 1, 3) }, () =>
          choose(inner, ({ value }) => fits([length, ...value.shape])),
        ).filter((entry) => entry !== undefined);
        return {
          carry: numbered('c', next),
          outputs: numbered(
            'y',
            made.map(({ value }) => value),
          ),
        };
      },
    );
    return [
      ...Object.values(carry).map((value, i) => ({
        value,
        bound: boundOf(initial[i]!),
        exact: value.dtype === 'i32',
      })),
      ...Object.values(outputs).map((value, i) => ({ ...made[i]!, value })),
    ];
  };
