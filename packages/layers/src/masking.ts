import { defineCell, type Cell } from '@sluice/cell';
import { ArgumentError } from '@sluice/math';

/** What tells a step that is to be skipped. */
export interface MaskingOptions {
  /** A step whose numbers are all this one is masked; 0 by default. */
  readonly value?: number;
}

/**
 * Masks the steps at which there is nothing, for the `masked` cells that follow; their numbers become zeros.
 *
 * @throws ArgumentError when the value is not a finite number.
 *
 * @example
 * ```ts
 * import { masked, sequential } from '@sluice/cell';
 * import { masking } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * const net = sequential(masking({ value: -1 }), masked(lstm({ inputSize: 3, hiddenSize: 8 })));
 * ```
 */
export const masking = ({ value = 0 }: MaskingOptions = {}): Cell<never> => define({ value });

const define = defineCell({
  kind: 'masking',
  validate({ value }: { value: number }) {
    if (!Number.isFinite(value))
      throw new ArgumentError(`The value must be a finite number, but is ${value}.`);
  },
  state: () => ({}),
  params: () => ({}),
  step({ x, options: { value } }) {
    const features = x.shape.slice(1).map((_, axis) => axis + 1);
    const mask = x.notEqual(value).max(features);
    const shown = mask.reshape([x.shape[0]!, ...features.map(() => 1)]);
    return { output: shown.select(x, 0), state: {}, mask };
  },
});
