import { fill, valueAndGrad, type Value, type Values } from '../../src/index.js';
import type { Grow } from './loop.js';
import { choose, isReal, type Entry, type Growth, type Sketch } from './sketch.js';

/** A scalar made of some values, each with the same weight. */
export const lossOf = (values: readonly Value[]): Value =>
  values.map((value) => value.tanh().mean()).reduce((total, term) => total.add(term), fill([], 0));

/** The gradient of something that grows, by one or two values. */
export const derivative =
  (grow: Grow): Growth =>
  (sketch) => {
    const { choices } = sketch;
    const params = Array.from({ length: choices.between(1, 2) }, () => choose(sketch, isReal)).filter(
      (entry) => entry !== undefined,
    );
    if (params.length === 0 || sketch.derivatives >= 2) return [];
    const { value, gradients } = valueAndGrad((named: Values) => {
      const own = Object.values(named).map((value, i): Entry => ({ ...params[i]!, value }));
      const inner: Sketch = {
        ...sketch,
        pool: [...sketch.pool, ...own],
        derivatives: sketch.derivatives + 1,
      };
      grow(inner, choices.between(1, 5));
      return lossOf([choose(inner, isReal)!.value]);
    })(Object.fromEntries(params.map(({ value }, i) => [`p${i}`, value])));
    // slopes have no bound that is known
    const slopes = Object.values(gradients).map((gradient) => ({
      value: gradient.tanh(),
      bound: 1,
      exact: false,
    }));
    return [{ value, bound: 1, exact: false }, ...slopes];
  };
