import { defineCell, type Cell, type StartValues } from '@sluice/cell';
import { initializers, type Initializer } from '@sluice/math';

/** What a linear layer is made with beside its sizes. */
export interface LinearOptions {
  /** Whether to add a bias; true by default. */
  readonly bias?: boolean;
  /** Start values: Glorot and zeros, the default, or PyTorch's uniform ones. */
  readonly initial?: StartValues;
}

/**
 * A matrix product and a bias: `y = x·w + b`, `[batch, inputSize]` to `[batch, outputSize]`.
 *
 * @example
 * ```ts
 * import { linear } from '@sluice/layers';
 * const layer = linear(128, 65);
 * ```
 */
export const linear = (
  inputSize: number,
  outputSize: number,
  { bias = true, initial = 'glorot' }: LinearOptions = {},
): Cell<never> => define({ inputSize, outputSize, bias, initial });

interface Options extends Required<LinearOptions> {
  readonly inputSize: number;
  readonly outputSize: number;
}

const define = defineCell({
  kind: 'linear',
  state: () => ({}),
  params: ({ inputSize, outputSize, bias, initial }: Options) => {
    const start = startValues(initial, inputSize);
    return {
      w: { shape: [inputSize, outputSize], initial: start.weight },
      b: bias && { shape: [outputSize], initial: start.bias },
    };
  },
  step({ x, params: { w, b } }) {
    const product = x.matmul(w);
    return { output: b ? product.add(b) : product, state: {} };
  },
});

function startValues(initial: StartValues, inputSize: number): Record<'weight' | 'bias', Initializer> {
  if (initial === 'glorot') return { weight: initializers.glorotUniform(), bias: initializers.zeros() };
  const uniform = initializers.torchUniform(inputSize);
  return { weight: uniform, bias: uniform };
}
