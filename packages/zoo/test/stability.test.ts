import type { Cell } from '@sluice/cell';
import type { Numbers } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { computeGradients, compiled, reference } from '../../cell/src/testing/compute.js';
import { mapValues } from '../../cell/src/names.js';
import { checkAllClose } from '../../cell/src/testing/assert.js';
import { createSubject, runStep, runUnrolled, unrolled } from '../../cell/src/testing/subject.js';
import { lru, mamba, minGru, minLstm, mlstm, rwkv, slstm } from '../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

/** From states of zeros, and with numbers so large that an exponential of them overflows or vanishes. */
const extreme = (cell: Cell, by: number) => {
  const { data } = createSubject(cell, { seed: 5 });
  return mapValues(data, (numbers, name): Numbers => {
    const factor = name === 'x' ? by : name.startsWith('state.') ? 0 : 1;
    return { ...numbers, data: numbers.data.map((x: number) => factor * x) };
  });
};

describe.each([
  ['slstm', slstm(sizes)],
  ['slstm with an exponential forget gate', slstm({ ...sizes, forgetGate: 'exponential' })],
  ['mlstm', mlstm({ ...sizes, heads: 2 })],
  ['rwkv', rwkv(sizes)],
  ['minLstm', minLstm(sizes)],
  ['minLstm in log space', minLstm({ ...sizes, logSpace: true })],
  ['minGru in log space', minGru({ ...sizes, logSpace: true })],
  ['lru', lru(sizes)],
  ['mamba', mamba({ ...sizes, gated: true })],
] as const)('%s', (_, cell: Cell) => {
  it.each([1, 300, -300, 1e4])('stays finite in single precision for inputs times %d', (by) => {
    for (const backend of [reference, compiled]) {
      const { value, gradients } = computeGradients(
        extreme(cell, by),
        (values) => unrolled(cell)(values)['output']!.sum(),
        backend,
      );
      expect(value).not.toBeNaN();
      for (const { data } of Object.values(gradients)) expect(data.every(Number.isFinite)).toBe(true);
    }
  });
});

describe.each([
  ['minGru', minGru(sizes), minGru({ ...sizes, logSpace: true })],
  ['minLstm', minLstm(sizes), minLstm({ ...sizes, logSpace: true })],
] as const)('%s in log space', (_, cell: Cell, logarithmic: Cell) => {
  it.each([1, 5, 20])('gives what it gives without, from zeros, for inputs times %d', (by) => {
    const plain = runUnrolled(cell, extreme(cell, by), { capture: true });
    const { 'state.l': l, ...own } = runUnrolled(logarithmic, extreme(logarithmic, by), { capture: true });
    checkAllClose('in log space', own, plain);
    l!.data.forEach((l, i) => expect(l).toBeCloseTo(Math.log(plain['state.h']!.data[i]!), 9));
  });
});

describe('where nothing is stored yet', () => {
  const firstStep = (cell: Cell) => {
    const data = extreme(cell, -300);
    const x = { ...data['x']!, shape: [3, 3], data: data['x']!.data.slice(0, 9) };
    return mapValues(runStep(cell, { ...data, x }, { backend: reference }), ({ data }) => [...data]);
  };

  it('an sLSTM gives its candidate, however little is let in', () => {
    const given = firstStep(slstm(sizes));
    given['output']!.forEach((h, i) =>
      expect(h).toBeCloseTo(given['gates.output']![i]! * given['gates.candidate']![i]!, 6),
    );
    expect(given['state.n']).toEqual(Array.from({ length: 12 }, () => 1));
  });

  it('RWKV gives its value, whatever the key is', () => {
    const given = firstStep(rwkv(sizes));
    expect(given['state.b']).toEqual(Array.from({ length: 12 }, () => 1));
    expect(given['state.a']).toEqual(given['gates.wkv']);
  });
});
