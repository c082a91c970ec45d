import { FormatError } from '../../../format-error.js';
import { optional, type Rule } from './rule.js';

/** Products of matrices. */
export const products: Readonly<Record<string, Rule>> = {
  // a vector counts as a row on the left and as a column on the right
  MatMul: (call) => {
    const [a, b] = [call.value(0), call.value(1)];
    if (a.shape.length === 0 || b.shape.length === 0)
      throw new FormatError('It multiplies by a single number.');
    const left = a.shape.length === 1 ? a.reshape([1, a.shape[0]!]) : a;
    const right = b.shape.length === 1 ? b.reshape([b.shape[0]!, 1]) : b;
    const product = left.matmul(right);
    const rows = a.shape.length === 1 ? [] : product.shape.slice(-2, -1);
    const columns = b.shape.length === 1 ? [] : product.shape.slice(-1);
    return [product.reshape([...product.shape.slice(0, -2), ...rows, ...columns])];
  },

  // α·A·B + β·C
  Gemm: (call) => {
    const { attributes } = call;
    const transpose = (name: string): boolean => attributes.int(name, 0) !== 0;
    const [alpha, beta] = [attributes.float('alpha', 1), attributes.float('beta', 1)];
    const product = call.value(0).matmul(call.value(1), {
      transposeLeft: transpose('transA'),
      transposeRight: transpose('transB'),
    });
    const scaled = alpha === 1 ? product : product.mul(alpha);
    const c = optional(call, 2);
    if (!c || beta === 0) return [scaled];
    return [scaled.add(beta === 1 ? c : c.mul(beta))];
  },
};
