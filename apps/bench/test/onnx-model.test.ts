import { expect, it } from 'vitest';
import { describeModel } from '../src/adapters/onnx/model.js';
import { works } from '../src/cases/index.js';
import { createTask } from '../src/task.js';
import { shrink } from './tiny.js';

interface Model {
  readonly graph: {
    readonly node: readonly { readonly input: string[]; readonly output: string[] }[];
    readonly initializer: readonly { readonly dims: number[]; readonly rawData: Uint8Array }[];
  };
}

const describeCase = (name: string) => {
  const task = createTask(shrink(works.find((work) => work.name === name)!));
  return { ...task, model: describeModel(task.work, task.tensors) as Model };
};

const floatsOf = ({ buffer }: Uint8Array): Float32Array => new Float32Array(buffer as ArrayBuffer);

it('puts weights in the rows and the gates in the order of ONNX', () => {
  const { model, tensors } = describeCase('forward-lstm-b1-t256-h128');
  const [w, r, b] = model.graph.initializer;
  expect([w!.dims, r!.dims, b!.dims]).toEqual([
    [1, 20, 4],
    [1, 20, 5],
    [1, 40],
  ]);
  const ours = tensors.inputWeights.data;
  const theirs = floatsOf(w!.rawData);
  // row 5 is the first unit of ONNX's second gate, the output, which is our fourth: column 15
  expect(Array.from(theirs.subarray(20, 24))).toEqual([0, 1, 2, 3].map((i) => ours[i * 20 + 15]));
  // the bias of the state follows that of the input; its third gate, the forget gate, is our second
  expect(floatsOf(b!.rawData)[20 + 10]).toBe(tensors.recurrentBias.data[5]);
});

it('takes and gives the state where it streams', () => {
  const [node] = describeCase('stream-lstm-128').model.graph.node;
  expect(node!.input).toEqual(['x', 'w', 'r', 'b', '', 'h', 'c']);
  expect(node!.output).toEqual(['', 'hNext', 'cNext']);
  expect(describeCase('stream-gru-128').model.graph.node[0]!.output).toEqual(['', 'hNext']);
});

it('has no operator for a cell of the user', () => {
  const task = createTask(shrink(works.find(({ name }) => name === 'stream-user-lstm-128')!));
  expect(() => describeModel(task.work, task.tensors)).toThrow(
    'ONNX has no operator for the cell "user-lstm".',
  );
});
