import type { Value } from '@sluice/math';

/** How many updates were done before update `step`, which counts from 1; i32 as `step` is. */
export const updatesBefore = (step: Value): Value => step.sub(1);

/** ⌊count / period⌋ for a `count` of at least 0, i32. */
export const wholePeriods = (count: Value, period: number): Value =>
  // the half keeps the quotient away from whole numbers, where rounding would decide
  count.convert('f32').add(0.5).div(period).convert('i32');
