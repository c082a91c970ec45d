import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bidirectional, sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { rnn } from '@sluice/rnn';
import { FormatError, fromTorch, importTorch, readTorch, writeTorch } from '../../src/torch/index.js';
import { configs, stateDictOf, type ModuleConfig } from './state-dicts.js';

const replayable = { seed: 20260101, numRuns: 300 };
const plain: ModuleConfig = {
  kind: 'lstm',
  inputSize: 3,
  hiddenSize: 4,
  layers: 1,
  bidirectional: false,
  bias: true,
  projectionSize: 0,
};
const config = (changes: Partial<ModuleConfig> = {}): ModuleConfig => ({ ...plain, ...changes });
const without = (tensors: Record<string, Tensor>, ...names: string[]): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => !names.includes(name)));
const zeros = (...shape: number[]): Tensor =>
  tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);

describe('fromTorch', () => {
  it('reads kind, sizes, layers, directions, biases and projection off the shapes, whatever the module', () => {
    fc.assert(
      fc.property(configs, (module) => {
        const { kind, hiddenSize, projectionSize, bias } = module;
        const cell = (inputSize: number) => {
          const common = { inputSize, hiddenSize, bias, recurrentBias: bias };
          if (kind === 'lstm') return lstm({ ...common, projectionSize });
          return kind === 'gru' ? gru(common) : rnn({ ...common, activation: 'relu' });
        };
        const output = projectionSize || hiddenSize;
        const levels = Array.from({ length: module.layers }, (_, layer) => {
          if (!module.bidirectional) return cell(layer === 0 ? module.inputSize : output);
          return bidirectional(cell(layer === 0 ? module.inputSize : 2 * output));
        });
        const expected = levels.length === 1 ? levels[0]! : sequential(...levels);
        const { layer, params, name } = fromTorch(
          stateDictOf(module),
          kind === 'rnn' ? { nonlinearity: 'relu' } : {},
        );
        expect({ kind: layer.kind, options: layer.options }).toEqual({
          kind: expected.kind,
          options: expected.options,
        });
        expect(Object.keys(params).sort()).toEqual(Object.keys(expected.params).sort());
        for (const [key, { shape }] of Object.entries(expected.params))
          expect(params[key]!.shape).toEqual(shape);
        expect(name).toBe(kind);
      }),
      replayable,
    );
  });

  it('puts weights where they belong', () => {
    const stateDict = {
      weight_ih_l0: tensor([1, 2, 3, 4, 5, 6], [3, 2]),
      weight_hh_l0: tensor([7, 8, 9], [3, 1]),
      bias_ih_l0: tensor([10, 20, 30]),
      bias_hh_l0: tensor([1, 2, 3]),
    };
    const data = (params: Readonly<Record<string, Tensor>>): Record<string, number[]> =>
      Object.fromEntries(Object.entries(params).map(([name, value]) => [name, [...value.data]]));
    // W·x: rows are outputs in PyTorch, columns here
    const weights = { wx: [1, 3, 5, 2, 4, 6], wh: [7, 8, 9] };
    expect(data(fromTorch(stateDict).params)).toEqual({ ...weights, b: [10, 20, 30], bh: [1, 2, 3] });
    // the candidate is tanh(x·Wₙ + 30 + r ⊙ (h·Uₙ + 3)): its two biases do not add up
    expect(data(fromTorch(stateDict, { biases: 'summed' }).params)).toEqual({
      ...weights,
      b: [11, 22, 30],
      c: [3],
    });
    const lstmDict = stateDictOf(config({ hiddenSize: 1 }));
    const { params } = fromTorch(lstmDict, { biases: 'summed' });
    const sum = [...lstmDict['bias_ih_l0']!.data].map((value, i) =>
      Math.fround(value + lstmDict['bias_hh_l0']!.data[i]!),
    );
    expect([...params['b']!.data]).toEqual(sum);
    expect(params['bh']).toBeUndefined();
  });

  it('copies, so that a state dict may be changed afterwards', () => {
    const stateDict = stateDictOf(config());
    const { params } = fromTorch(stateDict);
    stateDict['bias_ih_l0']!.data[0] = 99;
    expect(params['b']!.data[0]).not.toBe(99);
  });

  it('takes the names of cells', async () => {
    const cell = Object.fromEntries(
      Object.entries(stateDictOf(config({ kind: 'gru' }))).map(([name, value]) => [
        `cell.${name.replace('_l0', '')}`,
        value,
      ]),
    );
    const { layer, params, name } = fromTorch(cell);
    expect(layer.options).toEqual(gru({ inputSize: 3, hiddenSize: 4, recurrentBias: true }).options);
    expect(name).toBe('cell');
    await createModel(layer, { params });
  });

  it('tells what it did', () => {
    expect(fromTorch(stateDictOf(config())).notes).toEqual([
      'gates stand in the order i, f, g, o, as in PyTorch',
      'matrices were transposed',
      'both biases were kept, as PyTorch trains them',
    ]);
    expect(fromTorch(stateDictOf(config({ kind: 'gru' })), { biases: 'summed' }).notes[2]).toMatch(
      /summed, which gives the same outputs, but trains differently from PyTorch; the candidate keeps its part/,
    );
    expect(
      fromTorch(stateDictOf(config({ kind: 'rnn', bias: false })), { nonlinearity: 'relu' }).notes,
    ).toEqual(['the nonlinearity is relu, as given', 'matrices were transposed']);
  });

  const lstmDict = stateDictOf(config({ layers: 2, bidirectional: true }));
  const oneLayer = stateDictOf(config());
  const two = { ...stateDictOf(config(), 'encoder.'), ...stateDictOf(config(), 'decoder.rnn.') };

  it.each([
    ['nothing', {}, /no recurrent module.*The tensors are none/],
    [
      'no recurrent module',
      { 'head.weight': zeros(2, 2) },
      /no recurrent module.*The tensors are "head\.weight"/,
    ],
    [
      'a missing matrix',
      without(lstmDict, 'weight_hh_l1'),
      /"weight_hh_l1" is missing; there are "weight_ih_l0"/,
    ],
    [
      'a missing layer',
      without(lstmDict, ...Object.keys(lstmDict).filter((name) => name.includes('l0'))),
      /"weight_ih_l0" is missing/,
    ],
    ['a missing direction', without(lstmDict, 'weight_ih_l1_reverse'), /"weight_ih_l1_reverse" is missing/],
    ['a missing bias', without(lstmDict, 'bias_hh_l1'), /"bias_hh_l1" is missing/],
    [
      'a missing projection',
      without(stateDictOf(config({ layers: 2, projectionSize: 3 })), 'weight_hr_l1'),
      /"weight_hr_l1" is missing/,
    ],
    ['layers far apart', { ...oneLayer, weight_ih_l9999: zeros(16, 4) }, /"weight_ih_l1" is missing/],
    [
      'names of a cell and a module',
      { ...oneLayer, weight_ih: zeros(16, 3) },
      /"weight_ih" like a module's, or the other way/,
    ],
    [
      'rows that are no gates',
      { weight_ih_l0: zeros(8, 3), weight_hh_l0: zeros(8, 4) },
      /8 rows for a hidden size of 4; an RNN has as many/,
    ],
    [
      'matrices of two sizes',
      { ...oneLayer, weight_ih_l0: zeros(12, 3) },
      /"weight_ih_l0" must be \[16, 3\] in an LSTM with a hidden size of 4, but is \[12, 3\]/,
    ],
    [
      'a layer of the wrong width',
      { ...lstmDict, weight_ih_l1: zeros(16, 4) },
      /must be \[16, 8\] in an LSTM with a hidden size of 4 whose layer 0 gives 8 numbers, but is \[16, 4\]/,
    ],
    ['a bias of the wrong length', { ...oneLayer, bias_hh_l0: zeros(4) }, /"bias_hh_l0" must be \[16\]/],
    [
      'a bias that is a matrix',
      { ...oneLayer, bias_hh_l0: zeros(16, 1) },
      /"bias_hh_l0" must be a vector of f32/,
    ],
    [
      'whole numbers',
      { ...oneLayer, weight_ih_l0: tensor(new Int32Array(48), [16, 3]) },
      /must be a matrix of f32 that is not empty, but is i32\[16, 3\]/,
    ],
    ['no inputs', { ...oneLayer, weight_ih_l0: zeros(16, 0) }, /not empty, but is f32\[16, 0\]/],
    [
      'a projection of a GRU',
      { ...stateDictOf(config({ kind: 'gru' })), weight_hr_l0: zeros(4, 4) },
      /only an LSTM has a weight_hr/,
    ],
    [
      'a projection of the wrong size',
      { ...stateDictOf(config({ projectionSize: 3 })), weight_hh_l0: zeros(16, 4) },
      /"weight_hh_l0" must be \[16, 3\]/,
    ],
  ])('refuses %s', (_, tensors, message) => {
    const attempt = (): unknown => fromTorch(tensors);
    expect(attempt).toThrow(FormatError);
    expect(attempt).toThrow(message);
  });

  it('asks for what a state dict does not say', () => {
    const attempt = (): unknown => fromTorch(stateDictOf(config({ kind: 'rnn' })));
    expect(attempt).toThrow(ArgumentError);
    expect(attempt).toThrow(
      /this is an RNN, and a state dict does not say its nonlinearity; give nonlinearity: 'tanh'/,
    );
    expect(() => fromTorch(two)).toThrow(ArgumentError);
    expect(() => fromTorch(two)).toThrow(/several recurrent modules.*"encoder\.", "decoder\.rnn\."/);
  });

  it('finds a module under any prefix', () => {
    expect(fromTorch(two, { prefix: 'encoder' }).name).toBe('encoder');
    expect(fromTorch(two, { prefix: 'decoder.' }).name).toBe('decoder.rnn');
    expect(() => fromTorch(two, { prefix: 'head' })).toThrow(
      /under "head".*There are modules under "encoder\.", "decoder\.rnn\."/,
    );
    const nested = { ...stateDictOf(config()), ...stateDictOf(config(), 'inner.') };
    expect(fromTorch(nested, { prefix: '' }).name).toBe('lstm');
    expect(() => fromTorch(nested)).toThrow(/several/);
    expect(fromTorch(stateDictOf(config(), '__proto__.')).name).toBe('__proto__');
  });

  it('refuses options that mean nothing', () => {
    expect(() => fromTorch(oneLayer, { nonlinearity: 'tanh' })).toThrow(/nonlinearity is for an RNN/);
    expect(() => fromTorch(oneLayer, { nonlinearity: 'gelu' as 'tanh' })).toThrow(/must be 'tanh' or 'relu'/);
    expect(() => fromTorch(oneLayer, { biases: 'both' as 'summed' })).toThrow(
      /must be 'separate' or 'summed'/,
    );
    expect(() => fromTorch(new Uint8Array(3) as never)).toThrow(/readTorch\(bytes\)\.tensors/);
    for (const [strange, name] of [
      [readTorch(writeTorch(oneLayer)), 'format'],
      [{ weight_ih_l0: [1] }, 'weight_ih_l0'],
      [{ weight_ih_l0: undefined }, 'weight_ih_l0'],
    ] as const) {
      expect(() => fromTorch(strange as never)).toThrow(
        new ArgumentError(
          `fromTorch: takes tensors by name, but what stands under "${name}" is none; of what readTorch gives, hand over ` +
            '{ tensors }.',
        ),
      );
    }
  });
});

describe('importTorch', () => {
  const tensors = {
    'embedding.weight': zeros(5, 3),
    ...stateDictOf(config(), 'encoder.'),
    ...stateDictOf(config({ kind: 'rnn' }), 'decoder.'),
    'norm.weight': zeros(4),
    'norm.bias': zeros(4),
    ...without(stateDictOf(config(), 'broken.'), 'broken.weight_hh_l0'),
    steps: tensor(new Int32Array([3]), []),
  };

  it('takes every recurrent module that it can, and tells of all else', () => {
    const { format, whole, layers, left } = importTorch(tensors);
    expect({ format, whole }).toEqual({ format: 'PyTorch state dict', whole: false });
    expect(layers.map(({ name, layer }) => [name, layer.kind])).toEqual([['encoder', 'lstm']]);
    expect(left.map(({ name }) => name)).toEqual(['decoder', 'broken', 'embedding', 'norm', 'state dict']);
    expect(left[0]!.reason).toMatch(/does not say its nonlinearity/);
    expect(left[1]!.reason).toMatch(/"weight_hh_l0" is missing/);
    expect(left[3]!.reason).toMatch(
      /it holds weight f32\[4\], bias f32\[4\]; a state dict does not say what kind/,
    );
    expect(left[4]!.reason).toMatch(/it holds steps i32\[\]/);
    expect(left.map(({ reason }) => reason).join()).not.toMatch(/PyTorch, |\.$|\.,/);
  });

  it('says how a norm of weights is taken off', () => {
    const { 'rnn.weight_hh_l0': weight, ...rest } = stateDictOf(config(), 'rnn.');
    for (const names of [
      ['rnn.weight_hh_l0_g', 'rnn.weight_hh_l0_v'],
      ['rnn.parametrizations.weight_hh_l0.original0', 'rnn.parametrizations.weight_hh_l0.original1'],
    ]) {
      const normed = { ...rest, [names[0]!]: zeros(4), [names[1]!]: weight! };
      expect(() => fromTorch(normed)).toThrow(/remove_weight_norm\(module, 'weight_hh_l0'\)/);
    }
    expect(() => fromTorch(rest)).toThrow(/"weight_hh_l0" is missing; there are/);
  });

  it('tells what an optimizer remembers in one line', () => {
    const adam = (i: number, under: string): Record<string, Tensor> => ({
      [`${under}state.${i}.step`]: zeros(1),
      [`${under}state.${i}.exp_avg`]: zeros(4),
    });
    const module = {
      ...stateDictOf(config()),
      ...adam(0, 'optimizer.'),
      ...adam(1, 'optimizer.'),
      ...adam(0, ''),
    };
    const reason = 'it holds what an optimizer remembers (step, exp_avg), which is for training there only';
    expect(importTorch(module).left).toEqual([
      { name: 'optimizer', reason },
      { name: 'state dict', reason },
    ]);
    expect(importTorch({ 'state.0.weight': zeros(3) }).left).toMatchObject([{ name: 'state.0' }]);
  });

  it('takes what is asked for', () => {
    const { layers, left } = importTorch(tensors, { nonlinearity: 'tanh', prefix: 'decoder' });
    expect(layers.map(({ name }) => name)).toEqual(['decoder']);
    expect(left[0]).toEqual({ name: 'encoder', reason: 'it does not stand under the prefix "decoder"' });
  });

  it('says that a module alone is all there is', () => {
    expect(importTorch(stateDictOf(config(), 'rnn.'))).toMatchObject({ whole: true, left: [] });
  });

  it('reads files', () => {
    const { format, layers } = importTorch(writeTorch(tensors));
    expect(format).toBe('PyTorch 1.6 or newer');
    expect(layers).toEqual(
      importTorch(tensors).layers.map((layer) => ({ ...layer, layer: expect.anything() as unknown })),
    );
  });

  it('takes time in proportion to what there is', () => {
    const many = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`layer.${i}.weight_ih`, zeros(1)]),
    );
    expect(importTorch(many).left).toHaveLength(20_000);
    const flat = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, i) => [
        `weight_ih_l${i % 10_000}${'_'.repeat(i / 10_000)}`,
        zeros(1),
      ]),
    );
    expect(importTorch(flat).layers).toEqual([]);
  });
});
