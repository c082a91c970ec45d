import type { Values } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { lstm } from '@sluice/lstm';
import { computeGradients, compute } from '../src/testing/compute.js';
import { drawNumbers } from '../src/testing/numbers.js';
import { createSubject, unrolled } from '../src/testing/subject.js';
import { f32, plain } from './numbers.js';
import { runningSum } from './running-sum.js';

describe('a perturbation', () => {
  it('reads dL/d(state) after each step, what comes through the output included', () => {
    const layer = runningSum({});
    const { gradients } = computeGradients(
      {
        x: f32([3, 1, 1], 1, 2, 3),
        'params.w': f32([1], 2),
        'state.s': f32([1, 1], 0),
        'perturbation.s': f32([3, 1, 1], 0, 0, 0),
      },
      (values) => unrolled(layer)(values)['output']!.sum(),
    );
    // L = 10·(s₁ + s₂ + s₃): dL/ds₃ = 10, dL/ds₂ = 10 + 2·10 = 30, dL/ds₁ = 10 + 2·30 = 70
    expect(plain(gradients['perturbation.s']!)).toEqual([70, 30, 10]);
  });

  it('reaches everything that a step makes of the new state', () => {
    const layer = lstm({ inputSize: 2, hiddenSize: 3 });
    const { data, time, batch } = createSubject(layer, {});
    const shape = [time, batch, 3];
    const zeros = drawNumbers({ shape, dtype: 'f32' }, 1, 0).data.map(() => 0);
    const inputs = {
      ...data,
      'perturbation.h': { shape, dtype: 'f32' as const, data: zeros },
      'perturbation.c': { shape, dtype: 'f32' as const, data: zeros.slice() },
    };
    const loss = (values: Values) => unrolled(layer)(values)['output']!.square().sum();
    const { gradients, value } = computeGradients(inputs, loss);
    const h = 1e-6;
    ...
  });
});
