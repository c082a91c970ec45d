import { lstm } from '@sluice/lstm';
import { describe, expect, it } from 'vitest';
import { defineCell } from '../src/index.js';
import { compute, computeGradients } from '../src/testing/compute.js';
import { createSubject, runUnrolled, unrolled } from '../src/testing/subject.js';
import { f32, plain } from './numbers.js';
import { runningSum } from './running-sum.js';

const zeros = (...shape: number[]) => f32(shape, ...new Array<number>(shape.reduce((a, b) => a * b)).fill(0));

describe('a perturbation', () => {
  it('reads dL/d(state) after each step, what comes through the output included', () => {
    const { gradients } = computeGradients(
      {
        x: f32([3, 1, 1], 1, 2, 3),
        'params.w': f32([1], 2),
        'state.s': f32([1, 1], 0),
        'perturbation.s': zeros(3, 1, 1),
      },
      (values) => unrolled(runningSum({ weight: 2 }))(values)['output']!.sum(),
    );
    // L = 10·(s₁ + s₂ + s₃): dL/ds₃ = 10, dL/ds₂ = 10 + 2·10 = 30, dL/ds₁ = 10 + 2·30 = 70
    expect(plain(gradients['perturbation.s']!)).toEqual([70, 30, 10]);
  });

  it('reaches everything that the step goes on to make of the new state', () => {
    const layer = lstm({ inputSize: 2, hiddenSize: 3 });
    const { data, time, batch } = createSubject(layer, {});
    const run = runUnrolled(layer, data, { capture: true });
    const { gradients } = computeGradients(
      { ...data, 'perturbation.h': zeros(time, batch, 3), 'perturbation.c': zeros(time, batch, 3) },
      (values) => unrolled(layer)(values)['state.h']!.square().sum(),
    );
    const lastStep = (name: string): number[] => plain(gradients[`perturbation.${name}`]!).slice(-3 * batch);
    const [h, c] = [plain(run['state.h']!), plain(run['state.c']!)];
    const o = plain(run['gates.output']!).slice(-3 * batch);
    // L = Σ h², h = o · tanh(c): dL/dh = 2h, dL/dc = 2h · o · (1 − tanh²(c))
    lastStep('h').forEach((slope, i) => expect(slope).toBeCloseTo(2 * h[i]!, 10));
    lastStep('c').forEach((slope, i) =>
      expect(slope).toBeCloseTo(2 * h[i]! * o[i]! * (1 - Math.tanh(c[i]!) ** 2), 10),
    );
  });

  it('acts on a state that the step hands on unchanged, and not on the one before', () => {
    const constant = defineCell({
      kind: 'constant',
      state: () => ({ s: [1] }),
      params: () => ({}),
      step: ({ x, state }) => ({ output: x.mul(state.s), state }),
    })({ inputSize: 1, hiddenSize: 1 });
    const results = compute(
      { x: f32([2, 1, 1], 3, 5), 'state.s': f32([1, 1], 1), 'perturbation.s': f32([2, 1, 1], 1, 10) },
      unrolled(constant),
    );
    // s is 1 in the first step, 1 + 1 in the second, 2 + 10 after it
    expect(plain(results['output']!)).toEqual([3, 10]);
    expect(plain(results['state.s']!)).toEqual([12]);
  });
});
