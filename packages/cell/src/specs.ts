import { formatShape, sameShape, type Spec } from '@sluice/math';

/** Whether two specs have the same dtype and shape. */
export const sameSpec = (a: Spec, b: Spec): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape);

/** `f32[2, 3]`, the way specs are printed in every message. */
export const describeSpec = ({ dtype, shape }: Spec): string => `${dtype}${formatShape(shape)}`;
