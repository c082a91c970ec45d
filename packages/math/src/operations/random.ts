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

// uniform numbers in [0, 1), each a pure function of its key (seed, step) and its index, counted from `start`: the upper
// 24 bits of the first word of Threefry-2x32-20 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011)
export const random: Rule<RandomAttributes> = {
  shape: ([seed, step, start], { shape }) => {
    for (const part of [seed, step, start]) checkDType('random', part!, ['i32']);
    checkShape(shape, 'random');
    if (!sameShape(seed!.shape, step!.shape) || !sameShape(seed!.shape, start!.shape)) {
      throw new ShapeError(
        `random: seed ${formatShape(seed!.shape)}, step ${formatShape(step!.shape)} and start ` +
          `${formatShape(start!.shape)} must have the same shape.`,
      );
    }
    return [{ shape: [...seed!.shape, ...shape], dtype: 'f32' }];
  },
  evaluate: ([seed, step, start], { shape }, evaluator) => {
    const y = evaluator.allocate([...seed!.shape, ...shape], 'f32');
    const count = sizeOf(shape);
    seed!.data.forEach((key: number, i: number) => {
      for (let k = 0; k < count; k++) {
        const word = threefry(key, step!.data[i]!, start!.data[i]! + k, 0)[0];
        y.data[i * count + k] = (word >>> 8) / 2 ** 24;
      }
    });
    return [y];
  },
  gradient: noGradient,
};
