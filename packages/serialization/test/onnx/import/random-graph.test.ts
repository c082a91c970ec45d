import { isCell } from '@sluice/cell';
import { tensor } from '@sluice/math';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importOnnx } from '../../../src/onnx/index.js';
import {
  dataTypes,
  type AttributeProto,
  type Draft,
  type NodeProto,
  type TensorProto,
} from '../../../src/onnx/proto/messages.js';
import { runOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectClose, expectStreamsAlike, f32, modelOf as layerOf, transposed } from './check.js';
import { attribute as a, createRandom, integers, modelOf, tensorOf } from './random-node.js';

const scale = Number(process.env['FUZZ_RUNS'] ?? 1);
const size = 3;
const [time, batch] = [4, 2];

/** A graph that grows node by node; the shape of each value is known for `time` steps and `batch` rows. */
class Builder {
  readonly nodes: Draft<NodeProto>[] = [];
  readonly initializers: Draft<TensorProto>[] = [];
  readonly values: { readonly name: string; readonly shape: readonly number[] }[] = [];
  readonly random: () => number;

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.values.push({ name: 'x', shape: [time, batch, size] });
    this.gru(this.values[0]!);
  }

  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  draw(...shape: number[]): OnnxTensor {
    const data = Array.from({ length: shape.reduce((x, y) => x * y, 1) }, () =>
      Math.fround(this.random() - 0.5),
    );
    return { shape, data };
  }

  constant(value: OnnxTensor | readonly number[]): string {
    const name = `k${this.initializers.length}`;
    this.initializers.push('shape' in value ? tensorOf(name, value, 'raw') : integers(name, value));
    return name;
  }

  add(
    opType: string,
    input: string[],
    shape: readonly number[],
    ...attribute: Draft<AttributeProto>[]
  ): this {
    const name = `v${this.nodes.length}`;
    this.nodes.push({ opType, name, input, output: [name], attribute });
    this.values.push({ name, shape });
    return this;
  }

  gru({ name }: { readonly name: string }): this {
    const id = this.nodes.length;
    const weights = [this.draw(1, 3 * size, size), this.draw(1, 3 * size, size), this.draw(1, 6 * size)];
    const reverse = this.random() < 0.15;
    this.nodes.push({
      opType: 'GRU',
      name: `gru${id}`,
      input: [name, ...weights.map((each) => this.constant(each))],
      output: [`g${id}`],
      attribute: [a.int('hidden_size', size), ...(reverse ? [a.string('direction', 'reverse')] : [])],
    });
    return this.add('Squeeze', [`g${id}`, this.constant([1])], [time, batch, size]);
  }

  /** Adds one node of some kind to one of the last values. */
  grow(kind: number): this {
    // all follows from the first layer, which tells what steps are, though the input may be added to it
    const from = this.values[this.values.length - 1 - this.below(Math.min(3, this.values.length - 1))]!;
    const { name, shape } = from;
    const rank = shape.length;
    const axis = this.below(rank);
    const extent = shape[axis]!;
    const without = shape.filter((_, i) => i !== axis);
    switch (kind) {
      case 0:
        return this.add(['Tanh', 'Sigmoid', 'Relu', 'Neg'][this.below(4)]!, [name], shape);
      case 1: {
        const same = this.values.filter((each) => each.shape.join() === shape.join());
        return this.add(['Add', 'Mul'][this.below(2)]!, [name, same[this.below(same.length)]!.name], shape);
      }
      case 2:
        return this.add('Add', [name, this.constant(this.draw(shape.at(-1)!))], shape);
      case 3: {
        if (rank < 2) return this.add('Neg', [name], shape);
        const width = 1 + this.below(3);
        const product = [...shape.slice(0, -1), width];
        return this.add('MatMul', [name, this.constant(this.draw(shape.at(-1)!, width))], product);
      }
      case 4: {
        const permutation = shape.map((_, i) => i).sort(() => this.random() - 0.5);
        return this.add(
          'Transpose',
          [name],
          permutation.map((i) => shape[i]!),
          a.ints('perm', permutation),
        );
      }
      case 5: {
        const [start, end, step, length] = [
          [-1, 2 ** 63, 1, 1],
          [0, 2 ** 63, 1, extent],
          [-1, -(2 ** 63), -1, extent],
          [0, 1, 1, 1],
        ][this.below(4)] as [number, number, number, number];
        const inputs = [start, end, axis, step].map((value) => this.constant([value]));
        return this.add(
          'Slice',
          [name, ...inputs],
          shape.map((each, i) => (i === axis ? length : each)),
        );
      }
      case 6: {
        const keep = this.below(2);
        const reduced = keep ? shape.map((each, i) => (i === axis ? 1 : each)) : without;
        if (reduced.length === 0) return this.add('Neg', [name], shape);
        return this.add('ReduceMean', [name], reduced, a.ints('axes', [axis]), a.int('keepdims', keep));
      }
      case 7:
        return this.add('Softmax', [name], shape, a.int('axis', axis));
      case 8:
        return this.add(
          'Concat',
          [name, name],
          shape.map((each, i) => (i === axis ? 2 * each : each)),
          a.int('axis', axis),
        );
      case 9:
        if (shape.join() !== [time, batch, size].join()) return this.add('Neg', [name], shape);
        return this.gru(from);
      case 10:
        if (rank < 2) return this.add('Neg', [name], shape);
        return this.add(
          'Gather',
          [name, this.constant([-1])],
          shape.map((each, i) => (i === axis ? 1 : each)),
          a.int('axis', axis),
        );
      case 11:
        return this.add(
          'Unsqueeze',
          [name, this.constant([axis])],
          [...shape.slice(0, axis), 1, ...shape.slice(axis)],
        );
      default: {
        const rows = shape.slice(0, axis).reduce((x, y) => x * y, 1);
        const columns = shape.slice(axis).reduce((x, y) => x * y, 1);
        return this.add('Flatten', [name], [rows, columns], a.int('axis', axis));
      }
    }
  }

  file(): Uint8Array {
    const dims = [{ dimParam: 'time' }, { dimParam: 'batch' }, { dimValue: size }];
    return modelOf(
      {
        name: 'random',
        input: [{ name: 'x', type: { tensorType: { elemType: dataTypes.float, shape: { dim: dims } } } }],
        output: [{ name: this.values.at(-1)!.name, type: { tensorType: { elemType: dataTypes.float } } }],
        initializer: this.initializers,
        node: this.nodes,
      },
      17,
    );
  }
}

const sorted = ({ data }: Pick<OnnxTensor, 'data'>): OnnxTensor => ({
  shape: [data.length],
  data: Array.from(data).sort((x, y) => x - y),
});

const graph = fc.tuple(fc.integer({ min: 1, max: 2 ** 30 }), fc.array(fc.nat(12), { maxLength: 7 }));

describe('random graphs', { timeout: 120_000 * scale }, () => {
  it('that come whole give what ONNX Runtime gives, row by row, and stream it if they are cells', async () => {
    const seen = { whole: 0, cells: 0, parts: 0 };
    await fc.assert(
      fc.asyncProperty(graph, async ([seed, kinds]) => {
        const builder = new Builder(seed);
        for (const kind of kinds) builder.grow(kind);
        const file = builder.file();
        const x = builder.draw(time, batch, size);
        const [expected] = Object.values(await runOnnx(file, { x }));
        const { whole, layers } = importOnnx(file);
        if (!whole) {
          seen.parts++;
          return;
        }
        seen.whole++;
        const [imported] = layers;
        const model = await layerOf(imported!, 'wasm');
        const input = f32(transposed(x, [1, 0, 2]));
        const { output } = await model.predict(input);
        // axes may stand in another order, but the numbers are the same
        expectClose(sorted(output), sorted(expected!));
        for (let row = 0; row < batch; row++) {
          const width = time * size;
          const one = tensor(input.data.slice(row * width, (row + 1) * width), [1, time, size]);
          const alone = await model.predict(one);
          const count = output.data.length / batch;
          expectClose(
            { shape: [count], data: alone.output.data },
            { shape: [count], data: output.data.slice(row * count, (row + 1) * count) },
            `row ${row}`,
          );
        }
        if (!isCell(imported!.layer)) return;
        seen.cells++;
        await expectStreamsAlike(imported!, input, undefined, output);
      }),
      { seed: 20260101, numRuns: 80 * scale },
    );
    expect(seen.whole).toBeGreaterThan(40 * scale);
    expect(seen.cells).toBeGreaterThan(15 * scale);
    expect(seen.parts).toBeGreaterThan(5 * scale);
  });
});
