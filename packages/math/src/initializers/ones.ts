import { constant } from './constant.js';
import type { Initializer } from './initializer.js';

/** 1 everywhere: the usual start of a scale. */
export const ones = (): Initializer => constant(1);
