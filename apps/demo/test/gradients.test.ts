import { describe, expect, it } from 'vitest';
import { initialSource, own } from '../src/cells/own-source.js';
import { gradientCode } from '../src/pages/gradients/code.js';
import { curvesOf, factorOf, rangeOf, reachOf, tracesOf } from '../src/pages/gradients/curves.js';
import { problemOf } from '../src/pages/gradients/flows.js';
import { settingsOf, type FlowSettings } from '../src/pages/gradients/settings.js';
import { startValuesOf } from '../src/pages/gradients/start-values.js';
import { powersOf, slopeOf, tangentAt } from '../src/pages/gradients/tanh.js';
import { work } from '../src/pages/gradients/work.js';
import { runProgram } from './support/run-program.js';

const settings: FlowSettings = settingsOf('first');

const memoryOf = async (name: string, changes: Partial<FlowSettings> = {}): Promise<readonly number[]> =>
  tracesOf(await work.flow({ name }, { ...settings, ...changes }))[0]!.norms;

const reach = async (name: string, changes: Partial<FlowSettings> = {}): Promise<number> =>
  reachOf(await memoryOf(name, changes)) ?? Infinity;

const packageOf = (name: string): string => `@sluice/${name}`;

describe('what the page says of gradients', () => {
  it('LSTM and GRU remember further back than RNN where their gates are open at first', async () => {
    for (const seed of [1, 2, 3]) {
      const [rnn, lstm, gru] = await Promise.all(['rnn', 'lstm', 'gru'].map((name) => reach(name, { seed })));
      expect(lstm).toBeGreaterThan(1.5 * rnn!);
      expect(gru).toBeGreaterThan(1.2 * rnn!);
    }
  });

  it('the forget bias decides how far LSTM and GRU reach; at 0 it is no further than an RNN', async () => {
    for (const name of ['lstm', 'gru']) {
      const [shut, half, one, open] = await Promise.all([-2, 0, 1, 3].map((bias) => reach(name, { bias })));
      expect(shut).toBeLessThan(half!);
      expect(half).toBeLessThan(one!);
      expect(open).toBe(Infinity);
      expect(half).toBeLessThanOrEqual(await reach('rnn'));
    }
  });

  it('with chrono both keep it over the whole sequence', async () => {
    expect(await reach('lstm', { biases: 'chrono' })).toBe(Infinity);
    expect(await reach('gru', { biases: 'chrono' })).toBe(Infinity);
  });

  it('with recurrent weights twice as large the gradient of an RNN explodes', async () => {
    const norms = await memoryOf('rnn', { gain: 2 });
    expect(norms.at(-1)).toBeGreaterThan(10 * norms[0]!);
  });
});

describe('gradients of a cell', () => {
  it('begin with the output: the norm of ones', async () => {
    const { states, slope } = await work.flow({ name: 'rnn' }, settings);
    expect(states['h']).toHaveLength(settings.steps);
    expect(states['h']![0]).toBeCloseTo(Math.sqrt(settings.hidden), 5);
    expect(slope).toBeGreaterThan(0.3);
    expect(slope).toBeLessThan(1);
  });

  it('are the same for the same draw and others for another', async () => {
    const once = await memoryOf('lstm');
    expect(await memoryOf('lstm')).toEqual(once);
    expect(await memoryOf('lstm', { seed: 2 })).not.toEqual(once);
  });

  it('say which options the cell has', async () => {
    expect((await work.flow({ name: 'lstm' }, settings)).takes).toEqual({ forgetBias: true, initial: true });
    expect((await work.flow({ name: 'gru' }, settings)).takes).toEqual({ forgetBias: true, initial: true });
    expect((await work.flow({ name: 'rnn' }, settings)).takes).toEqual({ forgetBias: false, initial: true });
  });
});

describe('what went wrong with a cell', () => {
  it('is said once of which, also where the cell is the visitor’s', () => {
    expect(problemOf('GRU', 'No answer came.')).toBe('GRU: No answer came.');
    expect(problemOf('Your cell', 'Your cell, line 4: boom')).toBe('Your cell, line 4: boom');
  });
});

describe('curves', () => {
  it('show the memory first and solid', async () => {
    const flow = await work.flow({ name: 'lstm' }, { ...settings, bias: -2 });
    const curves = curvesOf([{ name: 'lstm', title: 'LSTM', flow }]);
    expect(curves.map(({ name, dashed }) => [name, dashed])).toEqual([
      ['LSTM c', false],
      ['LSTM h', true],
    ]);
  });

  it('reach as far as a thousandth of the greatest is left', () => {
    expect(reachOf([1, 0.1, 0.01, 0.0009, 0])).toBe(3);
    expect(reachOf([0, 0, 5, 1, 0.001])).toBe(4);
    expect(reachOf([1, 2, 3])).toBeUndefined();
    expect(reachOf([0, 0])).toBeUndefined();
    expect(reachOf([1, Infinity, NaN])).toBeUndefined();
  });

  it('fall or grow by a mean factor a step', () => {
    expect(factorOf([8, 4, 2, 1])).toBeCloseTo(0.5, 12);
    expect(factorOf([0, 1, 2, 4])).toBeCloseTo(2, 12);
    expect(factorOf([1, 0.01, 1e-4, 0, 0])).toBeCloseTo(0.01, 12);
    expect(factorOf([3, 1, 2, 3])).toBe(1);
  });

  it('stand between whole decades, and not below a floor', () => {
    const curve = (values: number[]): { name: string; colour: string; values: number[] } => ({
      name: '',
      colour: '',
      values,
    });
    expect(rangeOf([curve([5, 0.02]), curve([0])])).toEqual([0.01, 10]);
    expect(rangeOf([curve([1, 1e-30])])).toEqual([1e-16, 1]);
    expect(rangeOf([curve([1, 50, Infinity, NaN])])).toEqual([1, 100]);
    expect(rangeOf([])).toEqual([1e-16, 1]);
  });
});

describe('start values', () => {
  it('say what has been turned, and nothing else', () => {
    expect(startValuesOf(settings)).toEqual({ bias: { name: 'forget', bias: 1 } });
    expect(startValuesOf({ ...settings, start: 'torch' })).toBe('torch');
    expect(startValuesOf({ ...settings, gain: 2, biases: 'chrono' })).toEqual({
      recurrent: { name: 'orthogonal', gain: 2 },
      bias: { name: 'chrono', longest: 60 },
    });
  });
});

describe('tanh', () => {
  it('has the slope of its tangent', () => {
    for (const at of [-1.5, 0, 1]) {
      const difference = (Math.tanh(at + 1e-5) - Math.tanh(at - 1e-5)) / 2e-5;
      expect(slopeOf(at)).toBeCloseTo(difference, 8);
    }
    expect(tangentAt(0)[80]).toBeCloseTo(0, 12);
    expect(tangentAt(0)[81]).toBeCloseTo(0.05, 12);
    expect(powersOf(0.5, 3)).toEqual([1, 0.5, 0.25, 0.125]);
  });
});

describe('the program that the page shows', () => {
  it('prints the figures of the page', async () => {
    const cells = [{ name: 'rnn' }, { name: 'lstm' }];
    const printed = await runProgram(gradientCode(cells, settings, packageOf));
    expect(printed).toHaveLength(3);
    expect(printed[0]).toContain(`rnn h: ${Math.sqrt(32).toPrecision(3)} at the last step`);
    expect(printed[0]).toContain(`a thousandth after ${await reach('rnn')} steps`);
  });

  it('runs with start values of all kinds, and with a cell of the visitor’s', async () => {
    const small = { ...settings, steps: 12, hidden: 8 };
    for (const changes of [
      { start: 'torch', biases: 'chrono' },
      { start: 'identity', gain: 1.5, biases: 'forget' },
    ] as const) {
      const cells = [{ name: 'gru' }, { name: own, source: initialSource }];
      const code = gradientCode(cells, { ...small, ...changes }, packageOf);
      expect(await runProgram(code)).toHaveLength(2);
    }
  });

  it('changes in one word when a cell is switched, beside its import', () => {
    const lines = (name: string): string[] => gradientCode([{ name }], settings, packageOf).split('\n');
    const others = lines('gru').filter((line) => !lines('rnn').includes(line));
    expect(others.map((line) => line.replaceAll('gru', 'rnn'))).toEqual(
      lines('rnn').filter((line) => !lines('gru').includes(line)),
    );
    expect(others).toHaveLength(2);
  });
});
