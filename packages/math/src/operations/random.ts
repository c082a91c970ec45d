import { ShapeError } from '../errors.js';
import { checkShape, formatShape, sameShape, sizeOf, type Shape } from '../shape.js';
import { threefry } from '../threefry.js';
import { checkDType } from './pointwise.js';
import { noGradient, type Rule } from './rule.js';

/** How much is drawn. */
export interface RandomAttributes {
  /** Shape of the numbers drawn for each key. */
  readonly shape: Shape;
}

// uniform numbers in [0, 1), each a pure function of its key (seed, step) and its index: the upper 24 bits of the first
// word of Threefry-2x32-20 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011)
export const random: Rule<RandomAttributes> = {
  shape: ([seed, step], { shape }) => {
    checkDType('random', seed!, ['i32']);
    checkDType('random', step!, ['i32']);
    checkShape(shape, 'random');
    if (!sameShape(seed!.shape, step!.shape)) {
      throw new ShapeError(
        `random: seed ${formatShape(seed!.shape)} and step ${formatShape(step!.shape)} must have the same shape.`,
      );
    }
    return [{ shape: [...seed!.shape, ...shape], dtype: 'f32' }];
  },
  evaluate: ([seed, step], { shape }, evaluator) => {
    const y = evaluator.allocate([...seed!.shape, ...shape], 'f32');
    const count = sizeOf(shape);
    seed!.data.forEach((key: number, i: number) => {
      for (let k = 0; k < count; k++) {
        y.data[i * count + k] = (threefry(key, step!.data[i]!, k, 0)[0] >>> 8) / 2 ** 24;
      }
    });
    return [y];
  },
  gradient: noGradient,
};
