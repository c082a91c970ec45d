import type { Activation, Cell } from '@sluice/cell';
import { gru, type GruOptions } from '@sluice/gru';
import { lstm, type LstmOptions } from '@sluice/lstm';
import type { Tensor } from '@sluice/math';
import { rnn, type RnnOptions } from '@sluice/rnn';
import type { Attribute } from '../graph.js';
import { nodeActivation, type NodeActivation } from './activations.js';
import { joined, reorderedBlocks, transposedBlocks, type BlockOrder } from './weights.js';

/** The weights of a cell by their names. */
export type Params = Readonly<Record<string, Tensor | undefined>>;

/** One direction of a recurrent node. */
export interface CellNode {
  readonly operator: 'RNN' | 'LSTM' | 'GRU';
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly activations: readonly NodeActivation[];
  /** What both directions of a node have in common. */
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** `[gates·hidden, input]`, `[gates·hidden, hidden]`, `[2·gates·hidden]` and `[3·hidden]`. */
  readonly weights: {
    readonly W: Float32Array;
    readonly R: Float32Array;
    readonly B?: Float32Array;
    readonly P?: Float32Array;
  };
}

/** A cell family that has a node of its own. */
export interface NativeKind {
  /**
   * The cell with those options only that its node knows. What others make of a cell does not look like this one, and so is
   * not taken for it.
   */
  create(options: never): Cell;
  /** The node for a cell with these options, or undefined where the operator cannot do what the cell does. */
  node(options: never, params: Params): CellNode | undefined;
}

/** Some of a cell's options. */
const pick = <O extends object, K extends keyof O>(options: O, names: readonly K[]): Pick<O, K> =>
  Object.fromEntries(names.map((name) => [name, options[name]])) as Pick<O, K>;

const shared = ['inputSize', 'hiddenSize', 'bias', 'recurrentBias', 'clip'] as const;

const clipping = (clip: number): Record<string, Attribute> => (clip > 0 ? { clip: { float: clip } } : {});

/** Activations of a node, or undefined where it lacks one. */
function nodeActivations(...activations: readonly Activation[]): NodeActivation[] | undefined {
  const known = activations.map(nodeActivation).filter((activation) => activation !== undefined);
  return known.length === activations.length ? known : undefined;
}

/** The two biases of a node side by side; undefined where the cell has none. */
const biases = ({ b, bh }: Params, order: BlockOrder, size: number): { readonly B?: Float32Array } =>
  b ? { B: joined([reorderedBlocks(b, order, size), reorderedBlocks(bh, order, size)]) } : {};

function rnnNode(options: Required<RnnOptions>, params: Params): CellNode | undefined {
  const { inputSize, hiddenSize, activation, clip } = options;
  const activations = nodeActivations(activation);
  return (
    activations && {
      operator: 'RNN',
      inputSize,
      hiddenSize,
      activations,
      attributes: clipping(clip),
      weights: {
        W: transposedBlocks(params['wx']!, [0], hiddenSize),
        R: transposedBlocks(params['wh']!, [0], hiddenSize),
        ...biases(params, [0], hiddenSize),
      },
    }
  );
}

function lstmNode(
  options: Required<Omit<LstmOptions, 'outputActivation'>> & Pick<LstmOptions, 'outputActivation'>,
  params: Params,
): CellNode | undefined {
  const { inputSize, hiddenSize, coupledGates, clip } = options;
  const { gateActivation, activation, outputActivation = activation } = options;
  const activations = nodeActivations(gateActivation, activation, outputActivation);
  if (!activations) return undefined;
  // i, o, f, c of i, f, g, o, or of i, g, o where the node makes f of i
  const order = coupledGates ? [0, 2, undefined, 1] : [0, 3, 1, 2];
  const seeing = coupledGates ? [0, 1, undefined] : [0, 2, 1];
  const { p } = params;
  return {
    operator: 'LSTM',
    inputSize,
    hiddenSize,
    activations,
    attributes: { ...clipping(clip), ...(coupledGates && { input_forget: { int: 1 } }) },
    weights: {
      W: transposedBlocks(params['wx']!, order, hiddenSize),
      R: transposedBlocks(params['wh']!, order, hiddenSize),
      ...biases(params, order, hiddenSize),
      ...(p && { P: reorderedBlocks(p, seeing, hiddenSize) }),
    },
  };
}

function gruNode(options: Required<GruOptions>, params: Params): CellNode | undefined {
  const { inputSize, hiddenSize, gateActivation, activation, resetAfter, clip } = options;
  const activations = nodeActivations(gateActivation, activation);
  if (!activations) return undefined;
  // z, r, h of r, z, n
  const order = [1, 0, 2];
  const { b, bh, c } = params;
  const recurrent = c
    ? reorderedBlocks(c, [undefined, undefined, 0], hiddenSize)
    : reorderedBlocks(bh, order, hiddenSize);
  return {
    operator: 'GRU',
    inputSize,
    hiddenSize,
    activations,
    attributes: { ...clipping(clip), linear_before_reset: { int: resetAfter ? 1 : 0 } },
    weights: {
      W: transposedBlocks(params['wx']!, order, hiddenSize),
      R: transposedBlocks(params['wh']!, order, hiddenSize),
      ...(b && { B: joined([reorderedBlocks(b, order, hiddenSize), recurrent]) }),
    },
  };
}

/** The cell families that have nodes of their own, by their kind. */
export const nativeKinds: Readonly<Record<string, NativeKind>> = {
  rnn: {
    create: (options: RnnOptions) => rnn(pick(options, [...shared, 'activation'])),
    node: rnnNode,
  },
  lstm: {
    create: (options: LstmOptions) =>
      lstm(
        pick(options, [
          ...shared,
          'gateActivation',
          'activation',
          'outputActivation',
          'peepholes',
          'coupledGates',
        ]),
      ),
    node: lstmNode,
  },
  gru: {
    create: (options: GruOptions) =>
      gru(pick(options, [...shared, 'gateActivation', 'activation', 'resetAfter'])),
    node: gruNode,
  },
};
