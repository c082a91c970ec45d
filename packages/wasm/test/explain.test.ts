import { trace, valueAndGrad, zeros, type Program, type Values } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { defineCell, type Cell } from '../../cell/src/index.js';
import { lstm } from '../../lstm/src/index.js';
import { explain, formatExplanation } from '../src/index.js';
import { f32, i32 } from './support/specs.js';

const [time, batch, inputSize, hiddenSize] = [5, 2, 3, 4];

/** h' = a ⊙ h + x: each element goes its own way, so that no step needs a product. */
const decay = defineCell({
  kind: 'decay',
  state: ({ hiddenSize: size }) => ({ h: [size] }),
  params: ({ hiddenSize: size }) => ({
    a: { shape: [size], initial: () => new Float32Array(size).fill(0.5) },
  }),
  input: ({ hiddenSize: size }) => ({ shape: [size], dtype: 'f32' }),
  step({ x, state: { h }, params: { a } }) {
    const next = a.mul(h).add(x);
    return { output: next, state: { h: next } };
  },
});

/** The mean square of a cell's outputs, and its gradients by the weights. */
function trainingOf(cell: Cell): Program {
  const names = Object.keys(cell.params);
  const { shape } = cell.input!;
  return trace(
    (x, ...weights) => {
      const { value, gradients } = valueAndGrad((params: Values) => {
        const state = Object.entries(cell.state).map(([name, own]) => [name, zeros([batch, ...own])]);
        const { output } = cell.unroll({
          x,
          params,
          state: Object.fromEntries(state) as Values,
          training: true,
          key: { seed: 0, step: 0 },
        });
        return output.square().mean();
      })(Object.fromEntries(names.map((name, i) => [name, weights[i]!])));
      return [value, ...Object.values(gradients)];
    },
    [f32(time, batch, ...shape), ...names.map((name) => f32(...cell.params[name]!.shape))],
  );
}

const trainingOfLstm = trainingOf(lstm({ inputSize, hiddenSize }));

describe('explain', () => {
  it('finds the loops of a training step of an lstm, forward and back, with a product in each', () => {
    const { run, loops, products, productsInLoops } = explain(trainingOfLstm);
    expect({ loops, products, productsInLoops }).toEqual({ loops: 2, products: 5, productsInLoops: 2 });
    const inLoops = run.filter(({ depth }) => depth > 0).filter(({ kind }) => kind === 'matmul');
    expect(inLoops.map(({ times, depth }) => [times, depth])).toEqual([
      [time, 1],
      [time, 1],
    ]);
  });

  it('finds no product in the loops of a recurrence without one', () => {
    const { loops, products, productsInLoops, operations } = explain(
      trainingOf(decay({ inputSize: hiddenSize, hiddenSize })),
    );
    expect({ loops, products, productsInLoops, operations }).toEqual({
      loops: 2,
      products: 0,
      productsInLoops: 0,
      operations: 0,
    });
  });

  it('counts the operations of products', () => {
    // Of a product [m, k] · [k, n] they are 2mkn. There are 5 steps of 2 rows, 3 inputs, 4 hidden, and 16 in the gates:
    //   x · wx, all steps at once    2 · (5 · 2) ·  3 · 16 =  960
    //   h · wh, in the loop      5 · (2 ·     2  ·  4 · 16) = 1280
    //   dgates · whᵀ, in the loop back
    //                            5 · (2 ·     2  · 16 ·  4) = 1280
    //   dwx = xᵀ · dgates            2 ·  3 · (5 · 2) · 16 =  960
    //   dwh = hᵀ · dgates            2 ·  4 · (5 · 2) · 16 = 1280
    const { run, operations } = explain(trainingOfLstm);
    expect(
      run
        .map((step) => step.operations)
        .filter((own) => own > 0)
        .sort((a, b) => a - b),
    ).toEqual([960, 960, 1280, 1280, 1280]);
    expect(operations).toBe(5760);
  });

  it('counts the memory, and what inputs and outputs keep of it', () => {
    const { memory, kept, code } = explain(trainingOfLstm);
    // Inputs x, wx, wh, b are 30 + 48 + 64 + 16 numbers of 4 bytes; outputs are the loss and as many gradients.
    expect(kept).toBeGreaterThanOrEqual(4 * (30 + 2 * (48 + 64 + 16) + 1));
    expect(memory).toBeGreaterThan(kept);
    expect(code).toBeGreaterThan(0);
  });

  it('tells what is done once, when constants are written, from what each run does', () => {
    const program = trace((x, w) => [x.matmul(w)], [f32(2, 3), f32(3, 4)]);
    const kinds = ({ prepare, run }: ReturnType<typeof explain>): unknown =>
      [prepare, run].map((steps) => steps.map(({ kind }) => kind));
    expect(kinds(explain(program))).toEqual([[], ['pack', 'matmul']]);
    expect(kinds(explain(program, { constants: [1] }))).toEqual([['pack'], ['matmul']]);
  });
});

describe('an explanation as text', () => {
  it('names loops, products, what is fused, and bytes', () => {
    const text = formatExplanation(explain(trainingOfLstm));
    expect(text).toMatch(/^in each run\n/);
    expect(text).toContain('\n  product 10×3 by 3×16');
    expect(text).toMatch(
      /\n {2}loop of 5 steps\n {4}product 2×4 by 4×16.* {3}1\.28 kFLOP\n {4}fused 2×4: .*sigmoid/,
    );
    expect(text).toMatch(/\n {2}loop of 5 steps, backwards\n/);
    expect(text).toMatch(
      /\n\n2 loops; 5 products, 2 of them in loops; \d+ fused groups; 5\.76 kFLOP in products\n/,
    );
    expect(text).toMatch(/B of memory, of which inputs, outputs and constants keep .*B; .*kB of code$/);
  });

  it('names what is looked up, added to rows, and found', () => {
    const program = trace(
      (table, rows) => {
        const { gradients } = valueAndGrad((at: Values) => at['table']!.gather(rows).square().sum())({
          table,
        });
        return [table.gather(rows), gradients['table']!, table.argmax(1)];
      },
      [f32(7, 3), i32(4)],
    );
    const text = formatExplanation(explain(program));
    expect(text).toContain('gather 4×3 of 7 rows');
    expect(text).toContain('scatter and add 4×3 to 7 rows');
    expect(text).toContain('argmax over 7×3');
  });

  it('writes large numbers with three digits', () => {
    const none = { prepare: [], run: [], loops: 1, products: 0, productsInLoops: 0, fused: 1, code: 999 };
    expect(formatExplanation({ ...none, operations: 999_499, memory: 999_500, kept: 1_234_567_890 })).toBe(
      '1 loop; 0 products, 0 of them in loops; 1 fused group; 999 kFLOP in products\n' +
        '1.00 MB of memory, of which inputs, outputs and constants keep 1.23 GB; 999 B of code',
    );
  });
});
