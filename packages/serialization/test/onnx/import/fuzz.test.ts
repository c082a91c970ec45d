import { SluiceError, tensor, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormatError, importOnnx, type Imported } from '../../../src/onnx/index.js';
import { runOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectClose, f32, reshaped, transposed } from './check.js';
import { decodeModel } from '../../../src/onnx/proto/decode.js';
import { encodeModel } from '../../../src/onnx/proto/encode.js';
import type { Draft, GraphProto, ModelProto, NodeProto } from '../../../src/onnx/proto/messages.js';

const scale = Number(process.env['FUZZ_RUNS'] ?? 1);
const replayable = (numRuns: number): { seed: number; numRuns: number } => ({
  seed: 20260101,
  numRuns: numRuns * scale,
});

const golden = new URL('../../../../../golden/', import.meta.url);
const read = (path: string, base = golden): Uint8Array => new Uint8Array(readFileSync(new URL(path, base)));
const exported = new URL('exported/', import.meta.url);
const originals = [
  read('onnx/lstm_peephole/model.onnx'),
  read('onnx/gru_activations/model.onnx'),
  read('onnx-torch-export/gru_2l.onnx'),
  read('residual.onnx', exported),
  read('attention.onnx', exported),
  read('one_step.onnx', exported),
];

const seen = { tried: 0, read: 0, refused: 0, ran: 0 };

/** What is read is whole and safe, all else is refused by an error of ours: nothing else may come of any bytes. */
function checkOutcome(bytes: Uint8Array): Imported | undefined {
  seen.tried++;
  let imported: Imported;
  try {
    imported = importOnnx(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    seen.refused++;
    return undefined;
  }
  seen.read++;
  for (const { layer, params } of imported.layers) {
    for (const [name, { shape }] of Object.entries(layer.params)) {
      expect(params[name]!.shape).toEqual(shape);
      expect(params[name]!.data.length).toBe(shape.reduce((a, b) => a * b, 1));
    }
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  return imported;
}

/** A layer that was read runs, or says in an error of ours why it does not. */
async function checkRuns({ layers }: Imported): Promise<void> {
  const [first] = layers;
  const { input } = first?.layer ?? {};
  if (!first || !input || input.shape.reduce((a, b) => a * b, 1) > 1000) return;
  const size = 2 * input.shape.reduce((a, b) => a * b, 1);
  const x: Tensor =
    input.dtype === 'i32'
      ? tensor(new Int32Array(size), [1, 2, ...input.shape])
      : tensor(new Float32Array(size), [1, 2, ...input.shape]);
  try {
    const model = await createModel(first.layer, { params: first.params, backend: 'reference' });
    await model.predict(x);
    seen.ran++;
  } catch (error) {
    expect(error).toBeInstanceOf(SluiceError);
  }
}

/** Compares with ONNX Runtime; false where it does not read the file, or the weights are not finite. */
async function agrees(file: Uint8Array, { layers }: Imported, name: string): Promise<boolean> {
  const { feeds } = JSON.parse(readFileSync(new URL(`onnx/${name}/golden.json`, golden), 'utf8')) as {
    feeds: Record<string, OnnxTensor>;
  };
  const expected = await runOnnx(file, feeds).catch((): Record<string, OnnxTensor> => ({}));
  const { Y } = expected;
  const { layer, params } = layers[0]!;
  const isFinite = Object.values(params).every(({ data }) => data.every(Number.isFinite));
  if (!Y || !isFinite) return false;
  const model = await createModel(layer, { params, backend: 'reference' });
  const state = Object.fromEntries(
    ['h', 'c'].flatMap((each) => {
      const given = feeds[`initial_${each}`];
      return given ? [[each, f32(reshaped(given, given.shape.slice(1)))]] : [];
    }),
  );
  const hasState = Object.keys(state).length > 0;
  const { output } = await model.predict(f32(transposed(feeds['X']!, [1, 0, 2])), hasState ? { state } : {});
  const y = transposed(Y, [2, 0, 1, 3]);
  expectClose(output, reshaped(y, [y.shape[0]!, y.shape[1]!, y.shape[3]!]), name);
  return true;
}

const original = fc.constantFrom(...originals);

describe('mutated ONNX files', { timeout: 120_000 * scale }, () => {
  it('with bytes changed', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(original, changes, async (file, list) => {
        const bytes = file.slice();
        for (const [at, byte] of list) bytes[at % bytes.length] = byte;
        const imported = checkOutcome(bytes);
        if (imported) await checkRuns(imported);
      }),
      replayable(400),
    );
  });

  it('with single bits flipped', () => {
    fc.assert(
      fc.property(original, fc.nat(), (file, bit) => {
        const bytes = file.slice();
        bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
        checkOutcome(bytes);
      }),
      replayable(400),
    );
  });

  it('cut off, or with a piece cut out or put in', () => {
    const piece = fc.tuple(fc.nat(), fc.nat(30), fc.uint8Array({ maxLength: 20 }));
    fc.assert(
      fc.property(original, piece, ([...file], [from, skip, inserted]) => {
        const at = from % file.length;
        checkOutcome(Uint8Array.from(file.slice(0, at)));
        checkOutcome(Uint8Array.from([...file.slice(0, at), ...inserted, ...file.slice(at + skip)]));
      }),
      replayable(200),
    );
  });

  it('with lengths that are huge', () => {
    const lengths = fc.constantFrom(
      [0xff, 0xff, 0xff, 0xff, 0x0f],
      [0x80, 0x80, 0x80, 0x80, 0x08],
      [0xff, 0x7f],
    );
    fc.assert(
      fc.property(original, fc.nat(), lengths, (file, from, length) => {
        const bytes = file.slice();
        bytes.set(length.slice(0, bytes.length), Math.min(from % bytes.length, bytes.length - length.length));
        checkOutcome(bytes);
      }),
      replayable(200),
    );
  });

  it('that are random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        checkOutcome(bytes);
      }),
      replayable(600),
    );
  });

  it('whose messages say something else', async () => {
    const models = originals.map((bytes) => decodeModel(bytes));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...models),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async (model, list) => {
          const changed = list.reduce((each, apply) => apply(each), model as Draft<ModelProto>);
          const imported = checkOutcome(encodeModel(changed));
          if (imported) await checkRuns(imported);
        },
      ),
      replayable(500),
    );
  });

  it('of single nodes give what ONNX Runtime gives, where both read them', async () => {
    const nodes = ['gru_activations', 'lstm_clip', 'lstm_peephole', 'rnn_tanh'];
    const places = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 2 });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...nodes), places, async (name, list) => {
        const file = read(`onnx/${name}/model.onnx`);
        for (const [at, byte] of list) file[at % file.length] = byte;
        const imported = checkOutcome(file);
        if (imported?.whole && (await agrees(file, imported, name))) compared++;
      }),
      replayable(200),
    );
    expect(compared).toBeGreaterThan(80 * scale);
  });

  it('are read and refused and run often enough', () => {
    expect(seen.tried).toBeGreaterThanOrEqual(2700 * scale);
    expect(seen.read).toBeGreaterThan(600 * scale);
    expect(seen.refused).toBeGreaterThan(1000 * scale);
    expect(seen.ran).toBeGreaterThan(150 * scale);
  });
});

type Change = (model: Draft<ModelProto>) => Draft<ModelProto>;

/** Names, operations and numbers that mean something to a reader. */
const words =
  '__proto__ constructor X Y W R LSTM GRU If Scan Loop Reshape Expand Tile Concat Gather polluted'.split(' ');
const word = fc.constantFrom('', ...words);
const number = fc.oneof(
  fc.integer({ min: -3, max: 9 }),
  fc.constantFrom(2 ** 31, -(2 ** 31), 2 ** 53, 2 ** 62, 2 ** 40, 1e9, -(2 ** 63)),
);

/** Changes one thing in the graph of a model. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(fc.nat(), fc.nat(6), word)
    .map(([at, input, name]) =>
      onNode(at, (node) => ({ ...node, input: replaced(node.input ?? [], input, name) })),
    ),
  fc.tuple(fc.nat(), word).map(([at, opType]) => onNode(at, (node) => ({ ...node, opType }))),
  fc.tuple(fc.nat(), word).map(([at, name]) => onNode(at, (node) => ({ ...node, output: [name] }))),
  fc.tuple(fc.nat(), fc.nat(5), number).map(([at, index, i]) =>
    onNode(at, (node) => ({
      ...node,
      attribute: (node.attribute ?? []).map((each, k) => (k === index ? { ...each, i, ints: [i, 1] } : each)),
    })),
  ),
  fc.tuple(fc.nat(), fc.nat(3), number).map(([at, axis, extent]) =>
    onGraph((graph) => ({
      ...graph,
      initializer: (graph.initializer ?? []).map((each, k, { length }) =>
        k === at % length ? { ...each, dims: replaced(Array.from(each.dims ?? []), axis, extent) } : each,
      ),
    })),
  ),
  fc.tuple(fc.nat(3), fc.nat(3), number).map(([at, axis, dimValue]) =>
    onGraph((graph) => ({
      ...graph,
      input: (graph.input ?? []).map((each, k, { length }) => {
        const tensorType = each.type?.tensorType;
        if (k !== at % length || !tensorType) return each;
        const dim = replaced(tensorType.shape?.dim ?? [], axis, { dimValue });
        return { ...each, type: { tensorType: { ...tensorType, shape: { dim } } } };
      }),
    })),
  ),
  fc.tuple(fc.nat(), number).map(([at, value]) =>
    onNode(at, (node) => ({
      ...node,
      attribute: (node.attribute ?? []).map((each) =>
        each.t
          ? {
              ...each,
              t: {
                dims: each.t.dims,
                dataType: 7,
                int64Data: [value, value].slice(0, each.t.dims?.[0] ?? 1),
              },
            }
          : each,
      ),
    })),
  ),
  fc.tuple(fc.nat(), fc.nat()).map(([from, to]) =>
    onGraph((graph) => {
      const nodes = [...(graph.node ?? [])];
      if (nodes.length === 0) return graph;
      const [moved] = nodes.splice(from % nodes.length, 1);
      nodes.splice(to % (nodes.length + 1), 0, moved!);
      return { ...graph, node: nodes };
    }),
  ),
  fc.constant<Change>(({ graph, ...model }) => ({
    ...model,
    graph: {
      ...graph,
      node: [
        {
          opType: 'If',
          input: ['c'],
          output: ['o'],
          attribute: [{ name: 'then_branch', g: graph, type: 5 }],
        },
        ...(graph?.node ?? []),
      ],
    },
  })),
  fc
    .constantFrom(0, 1, 6, 9, 12, 18, 99, 2 ** 40)
    .map((version): Change => (model) => ({ ...model, opsetImport: [{ domain: '', version }] })),
);

const onGraph =
  (alter: (graph: Draft<GraphProto>) => Draft<GraphProto>): Change =>
  (model) => ({ ...model, graph: alter(model.graph ?? {}) });

const onNode = (at: number, alter: (node: Draft<NodeProto>) => Draft<NodeProto>): Change =>
  onGraph((graph) => ({
    ...graph,
    node: (graph.node ?? []).map((node, k, { length }) => (k === at % length ? alter(node) : node)),
  }));

const replaced = <T>(list: readonly T[], at: number, value: T): T[] =>
  at < list.length ? list.map((each, i) => (i === at ? value : each)) : [...list, value];
