import { SluiceError } from '@sluice/math';

/** Training has left the finite numbers. The model keeps the weights that it had before the step. */
export class DivergedError extends SluiceError {
  override name = 'DivergedError';

  constructor(
    /** The step that failed, counted from 1. */
    readonly step: number,
    readonly loss: number,
    readonly gradientNorm: number,
    readonly learningRate: number,
  ) {
    const finite = Number.isFinite(loss) && Number.isFinite(gradientNorm);
    const what = finite
      ? 'a new weight is not finite'
      : `the loss is ${loss}, the norm of the gradient ${gradientNorm}`;
    super(
      `Step ${step}: training diverged: ${what}. The model keeps the weights of step ${step - 1}. ` +
        `Lower the learning rate (${Number(learningRate.toPrecision(6))} in this step), ` +
        `or clip the gradients with clipNorm.`,
    );
  }
}
