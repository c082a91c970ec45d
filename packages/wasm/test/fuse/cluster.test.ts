import {
  scan,
  trace,
  uniform,
  zeros,
  type Equation,
  type Program,
  type Value,
  type Variable,
} from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { distribute } from '../../src/distribute/index.js';
import { cluster, equationsOf } from '../../src/fuse/cluster.js';
import { isInline, isView } from '../../src/operation-kinds.js';
import { simplify } from '../../src/simplify/index.js';
import { forPrograms, patient } from '../support/for-programs.js';
import { allLoopsOf } from '../support/loops.js';
import { f32 } from '../support/specs.js';

const isReduction = ({ op }: Equation): boolean => op === 'sum' || op === 'max';

const spaceOf = (equation: Equation): string =>
  String((isReduction(equation) ? equation.inputs[0]! : equation.outputs[0]!).shape);

/** What is wrong with a clustering: a unit that reads too early, or a cluster that no single loop can compute. */
function problemsOf(program: Program): string[] {
  const { units, root, unitOf } = cluster(program);
  const needed = program.equations.filter(({ op }) => !isInline(op) && !isView(op));
  const placed = new Set(units.flatMap(equationsOf));
  const problems = needed.filter((equation) => !placed.has(equation)).map(({ op }) => `${op} is lost`);
  if (units.flatMap(equationsOf).length !== needed.length) problems.push('an equation is computed twice');
  units.forEach((unit, at) => {
    const before = new Map<Variable, Equation>();
    for (const equation of equationsOf(unit)) {
      for (const input of equation.inputs) {
        const writer = unitOf(root(input));
        // A sum sees the product that it joins through reshapes.
        const here = before.get(unit.kind === 'single' ? root(input) : input);
        // What the same loop computes is read element by element: no view of it, and no reduction's result.
        const found = writer < at || (writer === at && here !== undefined && !isReduction(here));
        if (!found) problems.push(`${equation.op} in unit ${at} reads what unit ${writer} writes`);
      }
      for (const output of equation.outputs) {
        before.set(output, equation);
        if (unitOf(output) !== at) problems.push(`${equation.op} is in unit ${at}, not ${unitOf(output)}`);
      }
    }
    if (unit.kind !== 'cluster' || unit.equations.length === 0) return;
    const spaces = new Set([String(unit.space), ...unit.equations.map(spaceOf)]);
    if (spaces.size > 1) problems.push(`unit ${at} runs over different spaces`);
  });
  return problems;
}

/** The operations of each unit, without those that were merged away. */
const unitsOf = (program: Program): string[][] =>
  cluster(program)
    .units.map((unit) => equationsOf(unit).map(({ op }) => op))
    .filter((ops) => ops.length > 0);

describe('cluster', () => {
  it('puts units of random programs in an order in which each finds what it reads', patient, () =>
    [false, true].forEach((gradients) =>
      forPrograms({ count: 80, operations: 12, gradients }, ({ program }) => {
        const stages = [program, simplify(distribute(simplify(program)))];
        const blocks = stages.flatMap((stage) => [
          stage,
          ...allLoopsOf(stage).map(({ attributes }) => attributes.body),
        ]);
        expect(blocks.flatMap(problemsOf)).toEqual([]);
      }),
    ),
  );

  type Body = (...inputs: Value[]) => readonly Value[];
  const [matrix, row] = [f32(4, 6), f32(6)];
  const cases: [name: string, body: Body, units: string[][]][] = [
    ['chains of pointwise operations', (x) => [x.tanh().exp().neg()], [['tanh', 'exp', 'neg']]],
    ['operations that read the same', (x) => [x.tanh(), x.exp()], [['tanh', 'exp']]],
    ['not operations that have nothing in common', (x, _, y) => [x.tanh(), y.exp()], [['tanh'], ['exp']]],
    ['not operations that share a small value only', (x, b, y) => [x.mul(b), y.mul(b)], [['mul'], ['mul']]],
    ['an operation that joins two others', (x, _, y) => [x.tanh().add(y.exp())], [['tanh', 'exp', 'add']]],
    ['a reduction and what it reduces', (x) => [x.square().sum(1)], [['square', 'sum']]],
    [
      'not what reads the result of a reduction',
      (x) => [x.sub(x.max(1, { keepDims: true }))],
      [['max'], ['sub']],
    ],
    [
      'reductions over any axes',
      (x) => [x.sum(1), x.square().sum(0), x.max()],
      [['sum', 'square', 'sum', 'max']],
    ],
    ['not what reads it in another order', (x) => [x.tanh().flip(0).exp()], [['tanh'], ['exp']]],
    [
      'not through a product',
      (x, _, y) => [x.tanh().matmul(y.exp(), { transposeRight: true }).neg()],
      [['tanh'], ['exp'], ['matmul'], ['neg']],
    ],
    [
      'around a product that it does not wait for',
      (x, _, y) => {
        const a = x.tanh();
        return [a.matmul(y, { transposeRight: true }), a.exp()];
      },
      [['tanh', 'exp'], ['matmul']],
    ],
    [
      'a sum with a product',
      (x, b, y) => [
        x
          .matmul(y, { transposeRight: true })
          .add(b.slice([0], [4]))
          .tanh(),
      ],
      [['matmul', 'add'], ['tanh']],
    ],
    [
      'a sum with a product that is computed before the other term',
      (x, _, y) => [x.matmul(y, { transposeRight: true }).add(x.sum(1).exp())],
      [['sum'], ['exp'], ['matmul', 'add']],
    ],
    [
      'a sum with a product of another shape',
      (x, _, y) => [x.matmul(y, { transposeRight: true }).reshape([2, 8]).add(1)],
      [['matmul', 'add']],
    ],
    [
      'two products, the second of which starts from the first',
      (x, _, y) => [x.matmul(y, { transposeRight: true }).add(y.matmul(x, { transposeRight: true }))],
      [['matmul'], ['matmul', 'add']],
    ],
    [
      'not a sum with a product that others read',
      (x, _, y) => {
        const product = x.matmul(y, { transposeRight: true });
        return [product.add(1), product];
      },
      [['matmul'], ['add']],
    ],
    [
      'not a product twice with itself',
      (x, _, y) => {
        const product = x.matmul(y, { transposeRight: true });
        return [product.add(product)];
      },
      [['matmul'], ['add']],
    ],
    ['a choice with its condition', (x) => [x.less(0).select(x.neg(), x)], [['less', 'neg', 'select']]],
    [
      'numbers drawn where they are used',
      (x) => [x.add(uniform([4, 6], { seed: 1, step: 2 }))],
      [['random', 'add']],
    ],
    ['a softmax in three passes', (x) => [x.softmax()], [['max'], ['sub', 'exp', 'sum'], ['div']]],
  ];
  it.each(cases)('fuses %s', (_, body, units) => {
    expect(unitsOf(trace(body, [matrix, row, matrix]))).toEqual(units);
  });

  it('makes one loop of an LSTM’s gates and state', () => {
    const program = trace(
      (x, w) => {
        const start = { h: zeros([2, 3]), c: zeros([2, 3]) };
        const { outputs } = scan({ carry: start, inputs: { x } }, ({ h, c }, { x }) => {
          const [i, f, g, o] = x.add(h.matmul(w)).split(4);
          const cNext = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
          const hNext = o.sigmoid().mul(cNext.tanh());
          return { carry: { h: hNext, c: cNext }, outputs: { hNext } };
        });
        return [outputs.hNext];
      },
      [f32(5, 2, 12), f32(3, 12)],
    );
    const [loop] = allLoopsOf(simplify(distribute(simplify(program))));
    const [product, gates, ...others] = unitsOf(loop!.attributes.body);
    expect(product).toEqual(['matmul', 'add']);
    expect(gates).toHaveLength(9);
    expect(others).toEqual([]);
  });
});
