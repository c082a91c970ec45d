import { concat, type Numbers, type RandomKey } from '@sluice/math';
import { prefixed, mapValues, under } from '../../src/names.js';
import { compute, double, type Backend } from '../../src/testing/compute.js';
import type { NamedNumbers } from '../../src/testing/numbers.js';
import { defineCell, type Cell } from '../../src/index.js';
import { f32 } from '../numbers.js';

/** Gives its input and, after it, its state, which is the input of the step before. */
export const echo = defineCell({
  kind: 'echo',
  state: ({ inputSize }: { readonly inputSize: number }) => ({ s: [inputSize] }),
  params: () => ({}),
  step: ({ x, state: { s } }) => ({ output: concat([x, s]), state: { s: x } }),
});

/** What a cell runs with, beside its input. */
export interface Given {
  readonly params?: NamedNumbers;
  /** Ones unless given. */
  readonly state?: NamedNumbers;
  readonly constants?: NamedNumbers;
  readonly training?: boolean;
  readonly key?: RandomKey;
  readonly backend?: Backend;
}

/** Outputs, states and gates of a cell over a sequence `[time, batch, …]`. */
export function runCell(cell: Cell, x: Numbers, given: Given = {}): Record<string, Numbers> {
  const {
    params = {},
    constants = {},
    training = false,
    key = { seed: 1, step: 0 },
    backend = double,
  } = given;
  const ones = mapValues(cell.state, (shape) => filled([x.shape[1]!, ...shape], 1));
  const state = { ...ones, ...given.state };
  const numbers = {
    x,
    ...prefixed('params', params),
    ...prefixed('state', state),
    ...prefixed('constants', constants),
  };
  return compute(
    numbers,
    (values) => {
      const result = cell.unroll({
        x: values['x']!,
        params: under('params', values),
        state: under('state', values),
        constants: under('constants', values),
        capture: true,
        training,
        key,
      });
      return {
        output: result.output,
        ...prefixed('state', result.state),
        ...prefixed('gates', result.gates),
      };
    },
    backend,
  );
}

/** One number everywhere. */
export const filled = (shape: number[], value: number): Numbers =>
  f32(shape, ...new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(value));
