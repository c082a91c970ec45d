import { describe, expect, it } from 'vitest';
import { evaluate, formatProgram, scan, trace, valueAndGrad, zeros, type Program, type Spec, type Value } from '@sluice/math';
import { distribute } from '../../src/distribute/index.js';
import { simplify } from '../../src/simplify/index.js';
import { numbers } from '../../../math/test/numbers.js';

const f32 = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });

function lstmLoss({ x, wx, wh, b, wy }: Record<'x' | 'wx' | 'wh' | 'b' | 'wy', Value>): Value {
  const [, batch] = x.shape as [number, number];
  const hidden = wh.shape[0]!;
  const state = { h: zeros([batch, hidden]), c: zeros([batch, hidden]) };
  const { outputs } = scan({ carry: state, inputs: { x } }, ({ h, c }, { x }) => {
    const [i, f, g, o] = x.matmul(wx).add(h.matmul(wh)).add(b).split(4) as [Value, Value, Value, Value];
    const cNext = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
    const hNext = o.sigmoid().mul(cNext.tanh());
    return { carry: { h: hNext, c: cNext }, outputs: { y: hNext.matmul(wy) } };
  });
  return outputs.y.logSoftmax().square().mean();
}

const specs = [f32(4, 2, 5), f32(5, 12), f32(3, 12), f32(12), f32(3, 6)];

function lstmTraining(): Program {
  return trace((x, wx, wh, b, wy) => {
    const { value, gradients } = valueAndGrad((params: { wx: Value; wh: Value; b: Value; wy: Value }) =>
      lstmLoss({ x: x!, ...params }),
    )({ wx: wx!, wh: wh!, b: b!, wy: wy! });
    return [value, ...Object.values(gradients)];
  }, specs);
}

function expectSame(a: Program, b: Program): void {
  const inputs = a.inputs.map((spec, i) => numbers(spec, i));
  const [before, after] = [a, b].map((program) => evaluate(program, inputs, { precision: 'f64' }));
  before!.forEach(({ shape, data }, i) => {
    expect(after![i]!.shape).toEqual(shape);
    data.forEach((value: number, k: number) => expect(after![i]!.data[k]).toBeCloseTo(value, 12));
  });
}

describe('distribute', () => {
  it('leaves one product in each direction of an LSTM’s loop', () => {
    const program = simplify(distribute(simplify(lstmTraining())));
    if (process.env['SHOW']) console.log(formatProgram(program));
    const loops = program.equations.filter(({ op }) => op === 'scan');
    expect(loops).toHaveLength(2);
    for (const loop of loops) {
      const { body } = loop.attributes as { body: Program };
      expect(body.equations.filter(({ op }) => op === 'matmul')).toHaveLength(1);
    }
  });

  it('computes the same', () => expectSame(lstmTraining(), simplify(distribute(simplify(lstmTraining())))));
});
