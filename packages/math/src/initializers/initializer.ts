import type { Shape } from '../shape.js';

/** Start values of a parameter: a pure function of its shape and a seed (an integer, 32 bits count). */
export type Initializer = (shape: Shape, seed: number) => Float32Array;
