import type { SharedWork } from '../../cases/work.js';
import type { CellTensors } from '../../task.js';

// Numbers of enumerations in onnx.proto.
const float = 1;
const integerAttribute = 2;

interface Facts {
  readonly operator: 'LSTM' | 'GRU';
  /** Where ONNX's gates stand in ours. */
  readonly gates: readonly number[];
  readonly states: readonly ('h' | 'c')[];
  readonly attributes: Readonly<Record<string, number>>;
}

const cells: Readonly<Record<string, Facts>> = {
  // ours i, f, g, o; ONNX's i, o, f, c
  lstm: { operator: 'LSTM', gates: [0, 3, 1, 2], states: ['h', 'c'], attributes: {} },
  // ours reset, update, candidate; ONNX's z, r, h
  gru: { operator: 'GRU', gates: [1, 0, 2], states: ['h'], attributes: { linear_before_reset: 1 } },
};

/** Names of the state's parts of a cell. */
export const stateNames = ({ cell }: SharedWork): readonly string[] => factsOf(cell).states;

/**
 * A model with one recurrent layer, as a message of `onnx.proto`. Its input `x` is `[time, batch, inputSize]`, its output
 * `y` `[time, 1, batch, hiddenSize]`; a streaming model has the state as inputs `h`, `c` and outputs `hNext`, `cNext`
 * instead, `[1, batch, hiddenSize]`.
 */
export function describeModel(work: SharedWork, tensors: CellTensors): object {
  const { batchSize, inputSize, hiddenSize, kind } = work;
  const { operator, gates, states, attributes } = factsOf(work.cell);
  const streams = kind === 'streaming-step';
  const time = streams ? 1 : work.timeSteps;
  const state = states.map((name) => valueOf(name, [1, batchSize, hiddenSize]));
  const rows = gates.length * hiddenSize;
  const matrix = (name: 'inputWeights' | 'recurrentWeights', height: number): Float32Array =>
    reorderedRows(tensors[name].data as Float32Array, height, hiddenSize, gates);
  const bias = (name: 'inputBias' | 'recurrentBias'): Float32Array =>
    reorderedRows(tensors[name].data as Float32Array, 1, hiddenSize, gates);
  return {
    irVersion: 8,
    producerName: 'sluice-bench',
    opsetImport: [{ domain: '', version: 14 }],
    graph: {
      name: work.name,
      node: [
        {
          name: 'layer',
          opType: operator,
          // the fifth input, which is left out, would be the lengths
          input: ['x', 'w', 'r', 'b', ...(streams ? ['', ...states] : [])],
          output: streams ? ['', ...states.map(nextOf)] : ['y'],
          attribute: Object.entries({ hidden_size: hiddenSize, ...attributes }).map(([name, i]) => ({
            name,
            i,
            type: integerAttribute,
          })),
        },
      ],
      initializer: [
        initializerOf('w', [1, rows, inputSize], matrix('inputWeights', inputSize)),
        initializerOf('r', [1, rows, hiddenSize], matrix('recurrentWeights', hiddenSize)),
        initializerOf('b', [1, 2 * rows], concat(bias('inputBias'), bias('recurrentBias'))),
      ],
      input: [valueOf('x', [time, batchSize, inputSize]), ...(streams ? state : [])],
      output: streams
        ? states.map((name) => valueOf(nextOf(name), [1, batchSize, hiddenSize]))
        : [valueOf('y', [time, 1, batchSize, hiddenSize])],
    },
  };
}

/** The name of an output that is the next step's input. */
export const nextOf = (name: string): string => `${name}Next`;

function factsOf(cell: string): Facts {
  const facts = cells[cell];
  if (facts === undefined) throw new Error(`ONNX has no operator for the cell "${cell}".`);
  return facts;
}

const valueOf = (name: string, shape: readonly number[]): object => ({
  name,
  type: { tensorType: { elemType: float, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});

const initializerOf = (name: string, dims: readonly number[], data: Float32Array): object => ({
  name,
  dims,
  dataType: float,
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});

/** `[height, gates · hidden]` as `[gates · hidden, height]` with the gates in another order. */
function reorderedRows(
  data: Float32Array,
  height: number,
  hidden: number,
  gates: readonly number[],
): Float32Array {
  const width = gates.length * hidden;
  const rows = gates.flatMap((gate) => Array.from({ length: hidden }, (_, unit) => gate * hidden + unit));
  const turned = new Float32Array(data.length);
  for (const [row, column] of rows.entries()) {
    for (let i = 0; i < height; i++) turned[row * height + i] = data[i * width + column]!;
  }
  return turned;
}

function concat(a: Float32Array, b: Float32Array): Float32Array {
  const whole = new Float32Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
