import { evaluate, formatProgram, scan, trace, vjp, zeros, type Program } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../math/test/expect-close.js';
import type { RandomProgram } from '../../../math/test/random-program.js';
import { simplify } from '../../src/simplify/index.js';
import { forPrograms, patient } from '../support/for-programs.js';
import { allLoopsOf, loopsOf } from '../support/loops.js';
import { f32 } from '../support/specs.js';

/** Checks a property of programs and of gradients. */
function forAll(property: (random: RandomProgram) => void): void {
  forPrograms({ count: 80, operations: 10 }, property);
  forPrograms({ count: 40, operations: 5, gradients: true }, property);
}

/** What a loop carries, reads, and returns. */
const widthOf = (program: Program): number =>
  allLoopsOf(program).reduce((sum, { inputs, outputs }) => sum + inputs.length + outputs.length, 0);

describe('simplify', () => {
  it('changes no result', patient, () =>
    forAll(({ program, inputs }) => {
      const [before, after] = [program, simplify(program)].map((p) =>
        evaluate(p, inputs, { precision: 'f64' }),
      );
      before!.forEach((expected, i) => expectClose(after![i]!, expected, 1e-12));
    }),
  );

  it('makes no loop, and none wider', patient, () =>
    forAll(({ program }) => {
      const simple = simplify(program);
      expect(allLoopsOf(simple).length).toBeLessThanOrEqual(allLoopsOf(program).length);
      expect(widthOf(simple)).toBeLessThanOrEqual(widthOf(program));
    }),
  );

  it('leaves nothing to simplify', patient, () =>
    forAll(({ program }) => {
      const simple = simplify(program);
      expect(formatProgram(simplify(simple))).toBe(formatProgram(simple));
    }),
  );

  it('leaves the program that it is given as it is', () => {
    const program = trace((x) => [x.add(0).reshape([3, 1]).reshape([3]).tanh().split(3)[1]], [f32(3)]);
    const text = formatProgram(program);
    expect(formatProgram(simplify(program))).not.toBe(text);
    expect(formatProgram(program)).toBe(text);
  });

  it('applies its rules inside of loops', () => {
    const program = trace(
      (x) => [
        scan({ carry: { h: zeros([3]) }, inputs: { x } }, ({ h }, { x }) => ({
          carry: { h: h.add(0).mul(1).add(x.stopGradient()) },
          outputs: {},
        })).carry.h,
      ],
      [f32(4, 3)],
    );
    expect(loopsOf(simplify(program))[0]!.attributes.body.equations.map(({ op }) => op)).toEqual(['add']);
  });

  it('moves splits to the front of chains of gates', () => {
    const gates = trace(
      (x, w, b) => {
        const [a, c] = x.matmul(w).add(b).mul(2).tanh().split(2);
        return [a, c.sigmoid()];
      },
      [f32(3, 4), f32(4, 6), f32(6)],
    );
    // The sum stays whole, since the product computes it.
    const { equations } = simplify(gates);
    const sum = equations.find(({ op }) => op === 'add');
    const split = equations.find(({ op }) => op === 'split');
    expect(split!.inputs).toEqual(sum!.outputs);
  });

  it('leaves no trace of vjp’s barriers', () => {
    const program = trace(
      (x) => {
        const { outputs, pullback } = vjp((y) => [y.mul(2)], [x]);
        return [...outputs, ...pullback([x]).map((gradient) => gradient!)];
      },
      [f32(3)],
    );
    expect(simplify(program).equations.map(({ op }) => op)).toEqual(['fill', 'mul']);
  });
});
