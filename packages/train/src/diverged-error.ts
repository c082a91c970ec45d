import { SluiceError } from '@sluice/math';

/** Training has left the finite numbers. The model keeps the weights that it had before the step. */
export class DivergedError extends SluiceError {
  override name = 'DivergedError';

  constructor(
    /** The step that failed, counted from 1. */
    readonly step: number,
    readonly loss: number,
    readonly gradientNorm: number,
    learningRate: number,
  ) {
    super(
      `Step ${step}: training diverged: the loss is ${loss}, the norm of the gradient ${gradientNorm}. ` +
        `The model keeps the weights of step ${step - 1}. ` +
        `Lower the learning rate (${learningRate} in this step), or clip the gradients with clipNorm.`,
    );
  }
}
