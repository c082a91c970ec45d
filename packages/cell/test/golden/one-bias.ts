import type { Numbers } from '@sluice/math';
import { take, range, type NamedNumbers } from '../../src/testing/numbers.js';
import type { GoldenCase } from './golden-case.js';

/**
 * The same case for a cell that has one bias, the sum of PyTorch's two. The last third of a GRU's second bias is a weight
 * of its own, `c`.
 */
export function withOneBias({ config, inputs, gradients, ...rest }: GoldenCase): GoldenCase {
  const isGru = config.module.startsWith('GRU');
  return {
    ...rest,
    config,
    inputs: mergeBiases(inputs, (first, second) => {
      const summed = isGru ? (2 * first.data.length) / 3 : first.data.length;
      return { ...first, data: Float64Array.from(first.data, (x, i) => (i < summed ? x + second.data[i]! : x)) };
    }),
    // both of PyTorch's biases have the gradient of their sum
    gradients: mergeBiases(gradients, (first) => first),
  };

  function mergeBiases(named: NamedNumbers, merge: (first: Numbers, second: Numbers) => Numbers): NamedNumbers {
    return Object.fromEntries(
      Object.entries(named).flatMap(([name, numbers]): [string, Numbers][] => {
        if (/[.]bh$/.test(name)) return isGru ? [[name.replace(/bh$/, 'c'), lastThird(numbers)]] : [];
        if (/^params[.](.*[.])?b$/.test(name)) return [[name, merge(numbers, named[`${name}h`]!)]];
        return [[name, numbers]];
      }),
    );
  }
}

const lastThird = (numbers: Numbers): Numbers => {
  const size = numbers.shape[0]!;
  return take(numbers, 0, range((2 * size) / 3, size));
};
