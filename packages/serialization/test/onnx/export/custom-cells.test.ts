import {
  bidirectional,
  defineCell,
  sequential,
  unroll,
  type SequenceContext,
  type SequenceLayer,
} from '@sluice/cell';
import { gru } from '@sluice/gru';
import {
  concat,
  initializers,
  iota,
  literal,
  scan,
  select,
  stack,
  tensor,
  zeros,
  type Value,
} from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { allNodes, graphOf, operatorsOf } from './operators.js';
import { checkLayer } from './run-layer.js';

const initial = initializers.zeros();

/** Schlag et al., "Linear transformers are secretly fast weight programmers", 2021: the state is a matrix. */
const fastWeights = defineCell({
  kind: 'fastWeights',
  state: ({ hiddenSize }) => ({ memory: [hiddenSize, hiddenSize] }),
  params: ({ inputSize, hiddenSize }) => ({
    w: { shape: [inputSize, 3 * hiddenSize + 1], initial },
  }),
  step({ x, state: { memory }, params: { w }, options: { hiddenSize } }) {
    const [query, key, value, rate] = x.matmul(w).split([hiddenSize, hiddenSize, hiddenSize, 1]);
    const [column, row] = [key.softmax().reshape([-1, hiddenSize, 1]), value.reshape([-1, 1, hiddenSize])];
    const old = memory.matmul(column, { transposeLeft: true }).reshape([-1, 1, hiddenSize]);
    const beta = rate.sigmoid().reshape([-1, 1, 1]);
    const next = memory.add(column.matmul(row.sub(old)).mul(beta));
    const output = query.softmax().reshape([-1, 1, hiddenSize]).matmul(next).reshape([-1, hiddenSize]);
    return { output, state: { memory: next }, gates: { rate } };
  },
});

/** An output of another size than the state, a window of the last inputs, and a count of steps. */
const window = defineCell({
  kind: 'window',
  state: ({ inputSize }) => ({ seen: [3, inputSize], count: [] }),
  params: ({ inputSize, hiddenSize }) => ({
    w: { shape: [3 * inputSize, hiddenSize], initial },
    places: { shape: [4, 2], initial },
  }),
  step({ x, state: { seen, count }, params: { w, places } }) {
    const [batch, size] = x.shape as [number, number];
    const next = concat([seen.sliceAxis(1, 1, 3), x.reshape([batch, 1, size])], 1);
    const place = places.gather(count.minimum(3).convert('i32'));
    const product = next
      .reshape([batch, 3 * size])
      .matmul(w)
      .relu();
    const full = count.less(2).reshape([batch, 1]);
    return {
      output: concat([full.select(product.neg(), product), place.pad([0, 1], [0, 0])]),
      state: { seen: next, count: count.add(1) },
    };
  },
});

/** A loop in the step, over the features, which reads weights, the state and constants of the program. */
const nested = defineCell({
  kind: 'nested',
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ hiddenSize }) => ({
    u: { shape: [hiddenSize, hiddenSize], initial },
    v: { shape: [1, hiddenSize], initial },
  }),
  step({ x, state: { h }, params: { u, v } }) {
    const features = x.transpose().reshape([x.shape[1]!, x.shape[0]!, 1]);
    const scale = literal(tensor([1, 0.5, 0.25, 2].slice(0, h.shape[1])));
    const { carry, outputs } = scan(
      { carry: { g: h }, inputs: { feature: features }, reverse: true },
      ({ g }, { feature }) => {
        const next = g.matmul(u).add(feature.matmul(v)).mul(scale).tanh();
        return { carry: { g: next }, outputs: { mean: next.mean(-1) } };
      },
    );
    return { output: concat([carry.g, outputs.mean.transpose()]), state: { h: carry.g } };
  },
});

/** What rows of a batch have in common, and which of them is which. */
const crowd = defineCell({
  kind: 'crowd',
  state: ({ inputSize }) => ({ mean: [inputSize] }),
  params: ({ inputSize }) => ({ w: { shape: [inputSize, inputSize], initial } }),
  step({ x, state: { mean }, params: { w } }) {
    const [batch] = x.shape as [number];
    const here = x.mean(0, { keepDims: true });
    const next = mean.mul(0.9).add(here.mul(0.1)).matmul(w);
    const first = iota([batch, 1], 0).equal(0);
    const likeness = x.matmul(x, { transposeRight: true }).softmax().matmul(x);
    return { output: select(first, likeness, x.sub(next)).sub(x.max(0)), state: { mean: next } };
  },
});

const sizes = { inputSize: 3, hiddenSize: 4 };

describe("cells and layers of a user's own", { timeout: 60_000 }, () => {
  it.each([
    ['fast weights', fastWeights(sizes), 4],
    ['a window', window(sizes), 7],
    ['a loop in a loop', nested(sizes), 7],
    ['a crowd', crowd(sizes), 3],
  ])('%s', async (_, cell, width) => {
    for (const lengths of [false, true]) {
      expect(operatorsOf(await checkLayer(cell, { lengths }))).toContain('Scan');
      await checkLayer(bidirectional(cell, { merge: 'mul' }), { lengths, states: false });
      await checkLayer(sequential(cell, bidirectional(gru({ inputSize: width, hiddenSize: 2 }))), {
        lengths,
      });
    }
  });

  it('a loop in a loop is a Scan in a Scan', async () => {
    const graph = graphOf(await checkLayer(nested(sizes)));
    const scans = (nodes: typeof graph.node): number =>
      nodes.filter(({ opType }) => opType === 'Scan').length;
    expect(scans(graph.node)).toBe(1);
    expect(scans(allNodes(graph))).toBe(2);
  });

  it('what does not change from step to step is computed before the loop', async () => {
    const cell = defineCell({
      kind: 'invariant',
      state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
      params: ({ inputSize, hiddenSize }) => ({ w: { shape: [hiddenSize, inputSize], initial } }),
      step({ x, state: { h }, params: { w } }) {
        const next = x.matmul(w.square().softmax(0), { transposeRight: true }).add(h).tanh();
        return { output: next, state: { h: next } };
      },
    });
    const graph = graphOf(await checkLayer(cell(sizes)));
    const outside = graph.node.map(({ opType }) => opType);
    const inside = allNodes(graph)
      .filter((node) => !graph.node.includes(node))
      .map(({ opType }) => opType);
    expect(outside).toEqual(expect.arrayContaining(['Exp', 'ReduceSum', 'Div']));
    // what goes out twice takes a node of its own
    expect(inside.sort()).toEqual(['Add', 'Identity', 'MatMul', 'Tanh']);
  });

  it('a cell without a state is computed for all steps at once', async () => {
    const mixer = defineCell({
      kind: 'mixer',
      input: () => ({ shape: [2, 3], dtype: 'f32' }) as const,
      state: () => ({}),
      params: () => ({
        w: { shape: [3, 4], initial },
        b: { shape: [2, 1], initial },
        table: { shape: [3, 2], initial },
      }),
      step({ x, params: { w, b, table } }) {
        const [batch] = x.shape as [number];
        const mixed = x.matmul(w).add(b).transpose([0, 2, 1]);
        const [left, right] = mixed.softmax(1).split(2, 1);
        const turned = x
          .sum([1, 2])
          .greater(0)
          .select(x.reshape([batch, -1]).transpose(), 1)
          .transpose();
        const picked = table.gather(x.mul(2).convert('i32').abs().max(-1).minimum(2));
        const parts = [
          left,
          right.flip(1),
          picked,
          turned.reshape([batch, 3, 2]),
          stack([x.mean(-1), x.argmax().convert('f32')], 1),
        ];
        return { output: concat(parts, 1).reshape([batch, -1]).slice([0, 1], [batch, 21]), state: {} };
      },
    });
    for (const lengths of [false, true]) {
      expect(operatorsOf(await checkLayer(mixer(sizes), { lengths }))).not.toContain('Scan');
    }
  });

  it('a cell without a state whose operations have none for all steps is a Scan', async () => {
    const counts = defineCell({
      kind: 'counts',
      state: () => ({}),
      params: () => ({}),
      input: () => ({ shape: [3], dtype: 'f32' }) as const,
      step({ x }) {
        const indices = x.mul(4).convert('i32').abs().minimum(3);
        return { output: x.add(indices.scatterAdd(x, 4).max()), state: {} };
      },
    });
    expect(operatorsOf(await checkLayer(counts(sizes)))).toContain('Scan');
  });

  it('a table of each step, from which rows are picked, makes a Scan', async () => {
    const picking = defineCell({
      kind: 'picking',
      state: () => ({}),
      params: () => ({}),
      input: () => ({ shape: [3], dtype: 'f32' }) as const,
      step: ({ x }) => ({
        output: x
          .transpose()
          .gather(iota([2]).add(1))
          .transpose(),
        state: {},
      }),
    });
    expect(operatorsOf(await checkLayer(picking(sizes)))).toContain('Scan');
  });

  /** A layer made by hand. */
  const handmade = (
    unroll: (x: Value, context: SequenceContext) => Value,
    parts: Readonly<Record<string, SequenceLayer>> = {},
  ): SequenceLayer => ({
    kind: 'handmade',
    options: { parts: Object.values(parts).map(({ kind, options }) => ({ kind, options })) },
    input: { shape: [3], dtype: 'f32' },
    state: {},
    params: Object.fromEntries(
      Object.entries(parts).flatMap(([name, { params }]) =>
        Object.entries(params).map(([own, spec]) => [`${name}.${own}`, spec]),
      ),
    ),
    unroll: (context) => ({ output: unroll(context.x, context), state: {}, gates: {} }),
  });

  it('steps that are all the same, beside such that are not', async () => {
    const layer = handmade((x) => {
      const same = x.mean(0, { keepDims: true }).broadcast(x.shape);
      return scan({ carry: {}, inputs: { same, x } }, (_, slice) => ({
        carry: {},
        outputs: { y: concat([slice.same, slice.x.tanh()]) },
      })).outputs.y;
    });
    expect(operatorsOf(await checkLayer(layer))).not.toContain('Scan');
  });

  it('two directions that do not read the same are two nodes', async () => {
    const [there, back] = [gru(sizes), gru(sizes)];
    const layer = handmade(
      (x, { params, ...context }) => {
        const [turned, state] = [x.neg(), { h: zeros([x.shape[1]!, 4]) }];
        const run = (cell: SequenceLayer, name: string, input: Value, reverse: boolean): Value =>
          cell.unroll({
            ...context,
            x: input,
            reverse,
            state,
            params: Object.fromEntries(
              Object.keys(cell.params).map((own) => [own, params[`${name}.${own}`]!]),
            ),
          }).output;
        return concat([run(there, 'there', x, false), run(back, 'back', turned, true)]);
      },
      { there, back },
    );
    const operators = operatorsOf(await checkLayer(layer));
    expect(operators.filter((operator) => operator === 'GRU')).toHaveLength(2);
  });

  it('a layer of whole sequences: attention over time, a shift, the mean of all steps', async () => {
    const attention: SequenceLayer = {
      kind: 'attention',
      options: {},
      input: { shape: [3], dtype: 'f32' },
      state: {},
      params: { w: { shape: [3, 3], initial } },
      unroll({ x, params: { w } }) {
        const [time, batch, size] = x.shape as [number, number, number];
        const rows = x.transpose([1, 0, 2]);
        const scores = rows.matmul(w!).matmul(rows, { transposeRight: true });
        const later = iota([time, time], 1).greater(iota([time, time], 0));
        const weights = later.select(-1e9, scores).softmax();
        const shifted = concat([zeros([1, batch, size]), x.sliceAxis(0, 0, time - 1)], 0);
        const output = weights.matmul(rows).transpose([1, 0, 2]).add(shifted).sub(x.mean(0)).add(x.mean());
        return { output, state: {}, gates: {} };
      },
    };
    await checkLayer(attention);
  });

  it('a cell made by hand, whose state is carried on by another loop', async () => {
    const double = sequential({
      kind: 'double',
      options: {},
      input: { shape: [3], dtype: 'f32' },
      state: { total: [3] },
      params: {},
      step: ({ x, state: { total } }) => ({ output: total!.mul(2), state: { total: total!.add(x) } }),
      unroll(context) {
        return unroll(this, context);
      },
    });
    await checkLayer(double, { lengths: true });
  });

  it('a cell that knows how much time has passed, in both directions', async () => {
    const leak = defineCell({
      kind: 'leak',
      state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
      params: ({ inputSize, hiddenSize }) => ({ w: { shape: [inputSize, hiddenSize], initial } }),
      step({ x, state: { h }, delta, params: { w } }) {
        const kept = delta!.neg().exp().reshape([-1, 1]);
        const next = kept.mul(h).add(kept.neg().add(1).mul(x.matmul(w)));
        return { output: next, state: { h: next } };
      },
    });
    for (const lengths of [false, true]) {
      await checkLayer(leak(sizes), { lengths, delta: true });
      await checkLayer(bidirectional(leak(sizes)), { lengths, delta: true });
      expect(operatorsOf(await checkLayer(gru(sizes), { lengths, delta: true }))).toContain('GRU');
    }
  });
});
