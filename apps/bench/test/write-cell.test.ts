import { describe, expect, it } from 'vitest';
import { defineCell } from '@sluice/cell';
import { concat, fill, initializers, literal, tensor, trace, uniform, zeros, type Value } from '@sluice/math';
import { createPackagedCell } from '../src/cells.js';
import { cellTrainings } from '../src/cases/cells.js';
import { writeCell } from '../src/python/write-cell.js';
import { writeProgram } from '../src/python/write-program.js';
import { shrink } from './tiny.js';

it('writes a cell as somebody writes it in PyTorch by hand', () => {
  const cell = defineCell({
    kind: 'gated',
    state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
    params: ({ inputSize, hiddenSize }) => ({
      wx: { shape: [inputSize, 2 * hiddenSize], initial: initializers.zeros() },
      wh: { shape: [hiddenSize, hiddenSize], initial: initializers.zeros() },
      b: { shape: [2 * hiddenSize], initial: initializers.zeros() },
      lambda: { shape: [hiddenSize], initial: initializers.zeros() },
    }),
    step({ x, state: { h }, params: { wx, wh, b, lambda } }) {
      const [xg, xn] = x.matmul(wx).add(b).split(2);
      const gate = xg.add(lambda.exp()).sigmoid();
      const next = gate
        .neg()
        .add(1)
        .mul(h)
        .add(gate.mul(xn.add(h.matmul(wh)).tanh()));
      return { output: next.mul(2), state: { h: next }, gates: { gate } };
    },
  })({ inputSize: 3, hiddenSize: 4 });
  expect(writeCell(cell, 2)).toBe(`\
import torch
import torch.nn.functional as F


def run(xs, wx, wh, b, lambda_):
    v4 = torch.exp(lambda_)
    h = xs.new_zeros(2, 4)
    outputs = []
    for x in xs.unbind(0):
        v1 = torch.addmm(b, x, wx)
        v2, v3 = v1.chunk(2, 1)
        v5 = v2 + v4
        gate = torch.sigmoid(v5)
        v6 = 1.0 - gate
        v7 = v6 * h
        v8 = torch.addmm(v3, h, wh)
        v9 = torch.tanh(v8)
        v10 = gate * v9
        v11 = v7 + v10
        v12 = v11 * 2.0
        outputs.append(v12)
        h = v11
    return torch.stack(outputs)
`);
});

it('writes what has no state', () => {
  const [work] = cellTrainings;
  expect(writeCell(createPackagedCell(work!), 2)).toContain(`\
    for x in xs.unbind(0):
        outputs.append(x)
    return torch.stack(outputs)
`);
});

/** What is written for an operation on `h` `[2, 4]` and `p` `[4]`, and how its result is read. */
function written(compute: (h: Value, p: Value) => Value): string[] {
  const program = trace(
    (h, p) => [compute(h, p)],
    [
      { shape: [2, 4], dtype: 'f32' },
      { shape: [4], dtype: 'f32' },
    ],
  );
  const [h, p] = program.inputs as [Value, Value];
  const { lines, outputs } = writeProgram(program, {
    paces: new Map([
      [h, 'step'],
      [p, 'weights'],
    ]),
    names: new Map([
      [h, 'h'],
      [p, 'p'],
    ]),
  });
  return [...lines.constant, ...lines.weights, ...lines.step, outputs[0]!];
}

describe('an operation', () => {
  const cases: readonly (readonly [string, (h: Value, p: Value) => Value, readonly string[]])[] = [
    ['takes numbers as they are', (h) => h.mul(0.5).add(-1e30), ['v1 = h * 0.5', 'v2 = v1 + -1e30', 'v2']],
    ['broadcasts by itself', (h, p) => h.sub(p), ['v1 = h - p', 'v1']],
    ['is stretched where another must see its shape', (_, p) => p.broadcast([2, 4]), ['p.expand((2, 4))']],
    [
      'on a number alone makes a tensor of it',
      () => zeros([4]).exp(),
      ['v1 = torch.exp(torch.tensor(0.0))', 'v1.expand((4,))'],
    ],
    ['that is a number is filled in', () => fill([2], 3), ['torch.full((2,), 3.0)']],
    [
      'bounds by a clamp',
      (h, p) => h.maximum(0).minimum(p),
      ['v1 = torch.clamp(h, min=0.0)', 'v2 = torch.minimum(v1, p)', 'v2'],
    ],
    [
      'decides by booleans',
      (h, p) => h.less(p).select(h, Infinity),
      ['v1 = h < p', 'v2 = torch.where(v1, h, torch.inf)', 'v2'],
    ],
    ['counts decisions', (h, p) => h.less(p).mul(2), ['v1 = h < p', 'v2 = v1.int() * 2', 'v2']],
    [
      'chooses by numbers',
      (h) => h.convert('i32').select(h, 0),
      ['v1 = h.to(torch.int32)', 'v2 = torch.where(v1 != 0, h, 0.0)', 'v2'],
    ],
    [
      'makes numbers of decisions',
      (h) => h.equal(0).convert('f32'),
      ['v1 = h == 0.0', 'v2 = v1.to(torch.get_default_dtype())', 'v2'],
    ],
    [
      'is written once',
      (h) => h.neg().exp().mul(h.neg().exp()),
      ['v1 = -h', 'v2 = torch.exp(v1)', 'v3 = v2 * v2', 'v3'],
    ],
    [
      'joins a product and a sum',
      (h, p) => h.matmul(h, { transposeRight: true }).add(p.sum()),
      ['v1 = p.sum((0,))', 'v2 = torch.addmm(v1, h, h.mT)', 'v2'],
    ],
    [
      'joins two products',
      (h) => h.matmul(h.transpose()).add(h.square().matmul(h.transpose())),
      ['v1 = h.permute((1, 0))', 'v2 = h @ v1', 'v3 = torch.square(h)', 'v4 = torch.addmm(v2, v3, v1)', 'v4'],
    ],
    [
      'leaves a product that two read',
      (h) => {
        const p = h.matmul(h.transpose());
        return p.add(p.tanh());
      },
      ['v1 = h.permute((1, 0))', 'v2 = h @ v1', 'v3 = torch.tanh(v2)', 'v4 = v2 + v3', 'v4'],
    ],
    ['knows 1 − x', (h) => h.neg().add(1), ['v1 = 1.0 - h', 'v1']],
    ['knows x · σ(x)', (h) => h.mul(h.sigmoid()), ['v1 = F.silu(h)', 'v1']],
    [
      'keeps the axes of a sum',
      (h) => h.sum(-1, { keepDims: true }),
      ['v1 = h.sum((1,), keepdim=True)', 'v1'],
    ],
    [
      'takes parts',
      (h) => h.split([1, 3])[1].sliceAxis(0, 1, 2),
      ['v1, v2 = h.split((1, 3), 1)', 'v3 = v2[1:2, :]', 'v3'],
    ],
    ['pads from the last axis on', (h) => h.pad([0, 1], [2, 3]), ['v1 = F.pad(h, (1, 3, 0, 2))', 'v1']],
    [
      'puts together',
      (h) => concat([h, h], 0).flip([0]),
      ['v1 = torch.cat((h, h), 0)', 'v2 = v1.flip((0,))', 'v2'],
    ],
    [
      'of constants stands by itself',
      () => literal(tensor([1, 2.5])).max(),
      ['v1 = torch.tensor([1.0, 2.5]).reshape((2,))', 'v2 = v1.amax((0,))', 'v2'],
    ],
  ];
  it.each(cases)('%s', (_, compute, lines) => {
    expect(written(compute)).toEqual(lines);
  });

  it('that is not written says why', () => {
    expect(() => written(() => uniform([2], { seed: 0, step: 0 }))).toThrow(
      'random is not written in Python: PyTorch draws other numbers.',
    );
  });
});

it.each(cellTrainings.map(shrink))('writes $name', (work) => {
  const cell = createPackagedCell(work);
  const [signature] = /def run\(.*\):/.exec(writeCell(cell, work.batchSize))!;
  expect(signature.split(', ')).toHaveLength(1 + Object.keys(cell.params).length);
});
