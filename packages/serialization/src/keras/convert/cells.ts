import { sequential, type Activation, type Cell } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { formatShape, type Tensor } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import { quote } from '../../text.js';
import { cannotTake } from '../cannot-take.js';
import { readLayer } from '../config/model-spec.js';
import type { Dialect } from '../config/dialect.js';
import type { Settings } from '../config/settings.js';
import { wrongWeights, type LayerWeights } from '../weights/layer-weights.js';
import { toActivation } from './activations.js';
import { prefixed } from './converter.js';
import { asF32, checkShape, fromCudnn, reorderBlocks, slice } from './matrices.js';

/** A cell with its weights, and what was done to them. */
export interface CellWithParams {
  readonly cell: Cell;
  readonly params: Readonly<Record<string, Tensor>>;
  readonly notes: readonly string[];
}

/** What a cell is converted from. */
export interface CellConversion {
  readonly className: string;
  readonly settings: Settings;
  readonly weights: LayerWeights;
  readonly dialect: Dialect;
}

type Kind = 'rnn' | 'gru' | 'lstm';

/** How many blocks the matrices of each kind have. */
const gates: { readonly [K in Kind]: number } = { rnn: 1, gru: 3, lstm: 4 };

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['SimpleRNN', 'rnn'],
  ['SimpleRNNCell', 'rnn'],
  ['GRU', 'gru'],
  ['GRUCell', 'gru'],
  ['CuDNNGRU', 'gru'],
  ['LSTM', 'lstm'],
  ['LSTMCell', 'lstm'],
  ['CuDNNLSTM', 'lstm'],
]);

/** Whether a class is a recurrent layer with a cell of its own. */
export const hasOwnCell = (className: string): boolean => kinds.has(className) && !className.endsWith('Cell');

/** Makes a cell of one of Keras' cells, or of a layer's own. */
export function convertCell(conversion: CellConversion): CellWithParams {
  const { className, settings, weights } = conversion;
  if (className === 'StackedRNNCells') return convertStack(conversion);
  const kind = kinds.get(className) ?? cannotTake(`there is no cell ${quote(className)} here`);
  const { where } = weights;
  const { kernel, recurrent_kernel, bias } = weights.take(['kernel', 'recurrent_kernel'], ['bias']);
  const matrices = {
    wx: asF32(kernel, 'kernel', where)!,
    wh: asF32(recurrent_kernel, 'recurrent_kernel', where)!,
    b: asF32(bias, 'bias', where),
  };
  const [inputSize = 0] = matrices.wx.shape;
  const [hiddenSize = 0] = matrices.wh.shape;
  checkShape(matrices.wh, [hiddenSize, gates[kind] * hiddenSize], 'recurrent_kernel', where);
  checkShape(matrices.wx, [inputSize, gates[kind] * hiddenSize], 'kernel', where);
  const units = settings.size('units');
  if (units !== undefined && units !== hiddenSize)
    wrongWeights(where, `are for ${hiddenSize} units, but ${settings.where} has ${units}`);
  if (settings.has('use_bias') && settings.flag('use_bias', true) !== (bias !== undefined)) {
    wrongWeights(where, `have ${bias ? 'a' : 'no'} bias, though use_bias says otherwise`);
  }
  const sizes = { inputSize, hiddenSize, bias: bias !== undefined };
  const trained = trainingNotes(settings);
  const { cell, params, notes } = make[kind]({ ...conversion, sizes, matrices });
  return { cell, params, notes: [...notes, ...trained] };
}

interface Making extends CellConversion {
  readonly sizes: { readonly inputSize: number; readonly hiddenSize: number; readonly bias: boolean };
  readonly matrices: {
    readonly wx: Tensor<'f32'>;
    readonly wh: Tensor<'f32'>;
    readonly b: Tensor<'f32'> | undefined;
  };
}

const make: { readonly [K in Kind]: (making: Making) => CellWithParams } = {
  rnn({ sizes, matrices, weights, ...rest }) {
    const { b } = matrices;
    if (b) checkShape(b, [sizes.hiddenSize], 'bias', weights.where);
    return { cell: rnn({ ...sizes, activation: ownActivation(rest) }), params: present(matrices), notes: [] };
  },
  lstm({ sizes, matrices, weights, ...rest }) {
    const { hiddenSize } = sizes;
    const { wx, wh, b } = matrices;
    const isCudnn = b?.shape.length === 1 && b.shape[0] === 8 * hiddenSize;
    if (!isCudnn) {
      if (b) checkShape(b, [4 * hiddenSize], 'bias', weights.where);
      const activations = { activation: ownActivation(rest), gateActivation: gateActivation(rest) };
      return { cell: lstm({ ...sizes, ...activations }), params: present(matrices), notes: [lstmGates] };
    }
    const params = {
      wx: fromCudnn(wx, 4),
      wh: fromCudnn(wh, 4),
      b: slice(b, 0, 4 * hiddenSize),
      bh: slice(b, 4 * hiddenSize, 8 * hiddenSize),
    };
    checkCudnn(rest);
    return { cell: lstm({ ...sizes, recurrentBias: true }), params, notes: [lstmGates, cudnnNote] };
  },
  gru({ sizes, matrices, weights, ...rest }) {
    const { hiddenSize } = sizes;
    const { b } = matrices;
    const isCudnn = b?.shape.length === 1 && b.shape[0] === 6 * hiddenSize;
    const isPair = isCudnn || (b?.shape.length === 2 && b.shape[0] === 2);
    const resetAfter = readResetAfter(rest, b && isPair);
    if (b && !isCudnn) checkShape(b, isPair ? [2, 3 * hiddenSize] : [3 * hiddenSize], 'bias', weights.where);
    if (isCudnn) checkCudnn(rest);
    const turned = (matrix: Tensor<'f32'>): Tensor<'f32'> =>
      swapGates(isCudnn ? fromCudnn(matrix, 3) : matrix);
    const biases =
      b && isPair
        ? {
            b: swapGates(slice(b, 0, 3 * hiddenSize)),
            bh: swapGates(slice(b, 3 * hiddenSize, 6 * hiddenSize)),
          }
        : { b: b && swapGates(b) };
    const activations = isCudnn
      ? {}
      : { activation: ownActivation(rest), gateActivation: gateActivation(rest) };
    return {
      cell: gru({ ...sizes, ...activations, resetAfter, recurrentBias: isPair }),
      params: present({ wx: turned(matrices.wx), wh: turned(matrices.wh), ...biases }),
      notes: ['gates from z, r, h to r, z, n', ...(isCudnn ? [cudnnNote] : [])],
    };
  },
};

const lstmGates = 'gates stand in the order i, f, g, o, as in Keras';
const cudnnNote = "matrices from cuDNN's arrangement; its two biases are kept apart";

/** From z, r, h to r, z, n. */
const swapGates = (weight: Tensor<'f32'>): Tensor<'f32'> => reorderBlocks(weight, [1, 0, 2]);

const present = (params: Readonly<Record<string, Tensor | undefined>>): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, Tensor] => entry[1] !== undefined),
  );

type Activating = Pick<CellConversion, 'settings' | 'dialect'>;

const ownActivation = ({ settings, dialect }: Activating): Activation =>
  toActivation(settings.getOr('activation', 'tanh'), dialect, settings.where);

function gateActivation({ settings, dialect }: Activating): Activation {
  if (!settings.has('recurrent_activation') && dialect.gateActivation === undefined) {
    return cannotTake(
      'its gates are sigmoid in some versions of Keras and hard_sigmoid in others, and the file does not say which; ' +
        'give the layer a recurrent_activation, by { layers } or { config }',
    );
  }
  return toActivation(
    settings.getOr('recurrent_activation', dialect.gateActivation),
    dialect,
    settings.where,
  );
}

/** A bias tells whether the reset gate acts behind the product: then there are two. Without one the settings do. */
function readResetAfter({ settings, dialect }: Activating, isPair: boolean | undefined): boolean {
  if (isPair === undefined) {
    if (!settings.has('reset_after') && dialect.resetAfter === undefined) {
      return cannotTake(
        'without a bias it does not show whether it resets after the product; give it a reset_after',
      );
    }
    return settings.flag('reset_after', dialect.resetAfter!);
  }
  if (settings.has('reset_after') && settings.flag('reset_after', isPair) !== isPair) {
    wrongWeights(
      settings.where,
      `have ${isPair ? 'two biases' : 'one bias'}, though reset_after is ${String(!isPair)}`,
    );
  }
  return isPair;
}

/** A layer of cuDNN can do nothing but this. */
function checkCudnn({ settings }: Activating): void {
  const [own, gate] = [
    settings.get('activation') ?? 'tanh',
    settings.get('recurrent_activation') ?? 'sigmoid',
  ];
  if (own !== 'tanh' || gate !== 'sigmoid') {
    wrongWeights(settings.where, 'are those of a cuDNN layer, which knows tanh and sigmoid only');
  }
}

/** Several cells, each reading the one before. */
function convertStack({ settings, weights, dialect }: CellConversion): CellWithParams {
  const specs = settings.list('cells').map((entry) => readLayer(settings.inner(entry)));
  const parts = weights.cells(specs.map(({ className }) => className));
  const cells = specs.map((spec, i) => convertCell({ ...spec, weights: parts[i]!, dialect }));
  const [only] = cells;
  if (!only) return cannotTake('it has no cells');
  if (cells.length === 1) return only;
  return {
    cell: sequential(...cells.map(({ cell }) => cell)),
    params: Object.assign({}, ...cells.map(({ params }, i) => prefixed(i, params))) as Record<string, Tensor>,
    notes: cells.flatMap(({ notes }, i) => notes.map((note) => `cell ${i}: ${note}`)),
  };
}

function trainingNotes(settings: Settings): string[] {
  const rates = ['dropout', 'recurrent_dropout'].map((name) => [name, settings.get(name)] as const);
  return rates
    .filter(([, rate]) => typeof rate === 'number' && rate > 0)
    .map(([name, rate]) => `${name} ${String(rate)} acts only in training, and is left out`);
}

/** The class that matrices of these shapes belong to, where the file does not tell. */
export function classByShape(recurrent: Tensor, where: string): 'SimpleRNN' | 'GRU' | 'LSTM' {
  const [hiddenSize = 0, columns = 0] = recurrent.shape;
  const classes = { 1: 'SimpleRNN', 3: 'GRU', 4: 'LSTM' } as const;
  const blocks = columns / hiddenSize;
  return blocks === 1 || blocks === 3 || blocks === 4
    ? classes[blocks]
    : cannotTake(
        `a recurrent_kernel of shape ${formatShape(recurrent.shape)} at ${where} belongs to no cell that is known here`,
      );
}
