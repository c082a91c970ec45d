import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createModule, type FunctionBuilder, type Local } from '../../src/assembler/index.js';
import { instantiate } from './instantiate.js';

/** Compiles a function of two integers. */
function compile(body: (f: FunctionBuilder, a: Local<'i32'>, b: Local<'i32'>) => void) {
  const module = createModule();
  module.func({ export: 'run', params: ['i32', 'i32'], results: ['i32'] }, body);
  return instantiate(module)['run']!;
}

test('if takes one branch or the other', () => {
  const max = compile((f, a, b) => {
    f.i32.gtS(a, b);
    f.if(
      () => f.get(a),
      () => f.get(b),
      'i32',
    );
  });
  expect([max(3, 7), max(7, 3), max(-1, -2)]).toEqual([7, 7, -1]);
});

test('if without else does nothing when the condition is 0', () => {
  const run = compile((f, a, b) => {
    f.get(a);
    f.if(() => f.set(b, 9));
    f.get(b);
  });
  expect([run(0, 5), run(1, 5)]).toEqual([5, 9]);
});

test('br leaves a block with its result', () => {
  const run = compile((f, a) => {
    f.block((end) => {
      f.i32.const(1);
      f.brIf(end, a);
      f.i32.add(10);
    }, 'i32');
  });
  expect([run(0, 0), run(1, 0)]).toEqual([11, 1]);
});

test('br reaches through nested blocks', () => {
  const run = compile((f, a) => {
    const result = f.local('i32');
    f.set(result, 0);
    f.block((outer) => {
      f.block((inner) => {
        f.i32.eq(a, 1);
        f.brIf(inner);
        f.i32.eq(a, 2);
        f.brIf(outer);
        f.i32.add(result, 1);
        f.set(result);
      });
      f.i32.add(result, 10);
      f.set(result);
    });
    f.i32.add(result, 100);
  });
  expect([run(0, 0), run(1, 0), run(2, 0)]).toEqual([111, 110, 100]);
});

test('a loop repeats while its start is branched to', () => {
  const power = compile((f, base, exponent) => {
    const result = f.local('i32');
    f.set(result, 1);
    f.loop((again) => {
      f.i32.mul(result, base);
      f.set(result);
      f.i32.sub(exponent, 1);
      f.tee(exponent);
      f.brIf(again);
    });
    f.get(result);
  });
  expect(power(3, 5)).toBe(243);
});

test('return and unreachable leave the rest out', () => {
  const run = compile((f, a, b) => {
    f.get(a);
    f.if(() => {
      f.get(b);
      f.return();
    });
    f.unreachable();
  });
  expect(run(1, 42)).toBe(42);
  expect(() => run(0, 42)).toThrow(/unreachable/);
});

test('select and drop', () => {
  const run = compile((f, a, b) => {
    f.get(a);
    f.i32.const(77);
    f.drop();
    f.get(b);
    f.i32.gtS(a, b);
    f.select();
  });
  expect([run(1, 2), run(3, 2)]).toEqual([2, 3]);
});

describe('countedLoop', () => {
  /** Adds 100 and i for each i. */
  function compileSum(
    range: (a: Local<'i32'>, b: Local<'i32'>) => [Local<'i32'> | number, Local<'i32'> | number],
    step: number,
  ) {
    return compile((f, a, b) => {
      const sum = f.local('i32');
      f.set(sum, 0);
      f.countedLoop(...range(a, b), step, (i) => {
        f.i32.add(sum, 100);
        f.i32.add(i);
        f.set(sum);
      });
      f.get(sum);
    });
  }

  function sumOf(start: number, end: number, step: number): number {
    let sum = 0;
    for (let i = start; i < end; i += step) sum += 100 + i;
    return sum;
  }

  const bound = fc.integer({ min: -50, max: 50 });
  const stepOf = fc.integer({ min: 1, max: 9 });

  test('counts as for does, between constants', () => {
    fc.assert(
      fc.property(bound, bound, stepOf, (start, end, step) => {
        expect(compileSum(() => [start, end], step)(0, 0)).toBe(sumOf(start, end, step));
      }),
    );
  });

  test('counts as for does, between locals', () => {
    const steps = [1, 2, 3, 7].map((step) => ({ step, run: compileSum((a, b) => [a, b], step) }));
    fc.assert(
      fc.property(bound, bound, fc.constantFrom(...steps), (start, end, { step, run }) => {
        expect(run(start, end)).toBe(sumOf(start, end, step));
      }),
    );
  });

  test('emits nothing for an empty range', () => {
    const size = (end: number) => {
      const module = createModule();
      module.func({ params: [], results: [] }, (f) => f.countedLoop(0, end, 1, () => {}));
      return module.build().length;
    };
    expect(size(0)).toBeLessThan(size(1));
    expect(size(-3)).toBe(size(0));
  });

  test('reuses its counter', () => {
    const indices: number[] = [];
    createModule().func({ params: [], results: [] }, (f) => {
      for (let n = 0; n < 3; n++) f.countedLoop(0, 4, 1, (i) => indices.push(i.index));
    });
    expect(indices).toEqual([0, 0, 0]);
  });

  test('refuses a step or an end that it could not count to', () => {
    const loop = (end: number, step: number) => () =>
      createModule().func({ params: [], results: [] }, (f) => f.countedLoop(0, end, step, () => {}));
    expect(loop(10, 0)).toThrow('A counted loop needs a positive whole step, got 0.');
    expect(loop(10, 0.5)).toThrow('A counted loop needs a positive whole step, got 0.5.');
    expect(loop(2 ** 31 - 1, 16)).toThrow('would count past the signed 32-bit integers');
  });
});
