import { constant } from './constant.js';
import type { Initializer } from './initializer.js';

/** 0 everywhere: the usual start of a bias. */
export const zeros = (): Initializer => constant(0);
