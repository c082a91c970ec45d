import { initializers, type Initializer } from '@sluice/math';

/** A family of start values by name: Glorot with orthogonal recurrent weights, or PyTorch's. */
export type StartValues = 'glorot' | 'torch';

/** Start values of a gated cell's parameters. */
export interface GateInitializers {
  /** For `[inputSize, gates · hiddenSize]`. */
  readonly input: Initializer;
  /** For `[hiddenSize, gates · hiddenSize]`. */
  readonly recurrent: Initializer;
  /** For `[gates · hiddenSize]`. */
  readonly bias: Initializer;
}

/**
 * Start values for cells whose gates stand side by side in one matrix. Each gate's block is a matrix of its own.
 *
 * @example
 * ```ts
 * import { gateInitializers } from '@sluice/cell';
 * const { input, recurrent, bias } = gateInitializers('glorot', { gates: 3, hiddenSize: 128 });
 * ```
 */
export function gateInitializers(
  startValues: StartValues,
  { gates, hiddenSize }: { readonly gates: number; readonly hiddenSize: number },
): GateInitializers {
  if (startValues === 'torch') {
    const uniform = initializers.torchUniform(hiddenSize);
    return { input: uniform, recurrent: uniform, bias: uniform };
  }
  return {
    input: initializers.blocks(gates, initializers.glorotUniform(), 1),
    recurrent: initializers.blocks(gates, initializers.orthogonal(), 1),
    bias: initializers.zeros(),
  };
}
