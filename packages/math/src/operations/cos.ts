import { unary } from './pointwise.js';

// d cos(x) = −sin(x) dx
export const cos = unary({
  name: 'cos',
  evaluate: Math.cos,
  gradient: ({ x, dy }) => dy.mul(x.sin()).neg(),
});
