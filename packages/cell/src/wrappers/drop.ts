import { bernoulli, type RandomKey, type Value } from '@sluice/math';

/** Sets a share of the numbers to zero, and scales the others so that the mean stays. */
export const drop = (value: Value, rate: number, key: RandomKey): Value =>
  rate === 0 ? value : value.mul(bernoulli(value.shape, 1 - rate, key)).mul(1 / (1 - rate));
