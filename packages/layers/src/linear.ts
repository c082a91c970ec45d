import { checkStartValues, defineCell, type Cell, type StartFamily } from '@sluice/cell';
import { initializers, type Initializer, type NamedInitializer } from '@sluice/math';

/** What a linear layer is made with beside its sizes. */
export interface LinearOptions {
  /** Whether to add a bias; true by default. */
  readonly bias?: boolean;
  /** Start values: Glorot and zeros by default, another family's, or single ones by name. */
  readonly initial?: LinearStart;
}

/** What a linear layer starts with: a family's name, or an initializer's for each of both; plain data. */
export type LinearStart =
  | StartFamily
  | {
      /** `'glorot'` by default. */
      readonly family?: StartFamily;
      readonly weight?: NamedInitializer;
      readonly bias?: NamedInitializer;
    };

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

function startValues(initial: LinearStart, inputSize: number): Record<'weight' | 'bias', Initializer> {
  const { family = 'glorot', weight, bias } = typeof initial === 'object' ? initial : { family: initial };
  checkStartValues({ family, ...(weight && { input: weight }), ...(bias && { bias }) });
  const { named, glorotUniform, torchUniform, zeros } = initializers;
  const torch = family === 'torch' && torchUniform(inputSize);
  return {
    weight: weight ? named(weight) : torch || glorotUniform(),
    bias: bias ? named(bias) : torch || zeros(),
  };
}
