import { adagrad, adam, adamw, rmsprop, sgd, type Optimizer } from '../src/index.js';

/** Each optimizer with options that make all of its equations count. */
export const optimizers: Readonly<Record<string, Optimizer>> = {
  sgd: sgd({ momentum: 0.9, dampening: 0.1, weightDecay: 0.1 }),
  nesterov: sgd({ momentum: 0.9, nesterov: true }),
  adam: adam({ amsgrad: true, weightDecay: 0.1 }),
  adamw: adamw(),
  rmsprop: rmsprop({ centered: true, momentum: 0.9 }),
  adagrad: adagrad({ learningRateDecay: 0.1, initialAccumulatorValue: 0.5 }),
};
