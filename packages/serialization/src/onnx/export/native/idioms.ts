import { activate, type Activation, type ActivationName } from '@sluice/cell';
import { layerNorm } from '@sluice/layers';
import type { Spec, Value } from '@sluice/math';
import type { Attribute } from '../graph.js';
import { descriptionsIn, type Description } from './descriptions.js';

/** What one operator does that takes several operations here. */
export interface Idiom {
  readonly operator: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Numbers that the operator takes as inputs of their own. */
  readonly bounds: readonly number[];
  /** A result that it can have. */
  readonly example: Spec;
  /** What is read beside the first operand, which is like the result; undefined where there is no such result. */
  readonly operands: (result: Spec) => readonly Spec[] | undefined;
  /** Records what Sluice does. */
  readonly record: (...operands: readonly [Value, ...Value[]]) => Value;
}

type Parameters = Readonly<Record<string, number>>;
type Operator = Pick<Idiom, 'operator'> & Partial<Pick<Idiom, 'attributes' | 'bounds'>>;

const along = { axis: { int: -1 } };

/** The activations that have operators of their own; a number that is not given has the default that it has in Sluice. */
const operators: Partial<Record<ActivationName, (given: Parameters) => Operator>> = {
  softmax: () => ({ operator: 'Softmax', attributes: along }),
  logSoftmax: () => ({ operator: 'LogSoftmax', attributes: along }),
  elu: ({ alpha = 1 }) => ({ operator: 'Elu', attributes: { alpha: { float: alpha } } }),
  celu: ({ alpha = 1 }) => ({ operator: 'Celu', attributes: { alpha: { float: alpha } } }),
  selu: () => ({ operator: 'Selu' }),
  leakyRelu: ({ alpha = 0.01 }) => ({ operator: 'LeakyRelu', attributes: { alpha: { float: alpha } } }),
  thresholdedRelu: ({ alpha = 1 }) => ({
    operator: 'ThresholdedRelu',
    attributes: { alpha: { float: alpha } },
  }),
  hardSigmoid: ({ alpha = 0.2, beta = 0.5 }) => ({
    operator: 'HardSigmoid',
    attributes: { alpha: { float: alpha }, beta: { float: beta } },
  }),
  hardSilu: () => ({ operator: 'HardSwish' }),
  hardTanh: () => ({ operator: 'Clip', bounds: [-1, 1] }),
  relu6: () => ({ operator: 'Clip', bounds: [0, 6] }),
  hardShrink: ({ lambda = 0.5 }) => ({
    operator: 'Shrink',
    attributes: { lambd: { float: lambda }, bias: { float: 0 } },
  }),
  softShrink: ({ lambda = 0.5 }) => ({
    operator: 'Shrink',
    attributes: { lambd: { float: lambda }, bias: { float: lambda } },
  }),
  softsign: () => ({ operator: 'Softsign' }),
};

const isActivationName = (name: unknown): name is ActivationName =>
  typeof name === 'string' && Object.hasOwn(operators, name);

/** The idioms that a layer may have: with default numbers, and with those that it was made with. */
export const idiomsOf = (layer: Description): Idiom[] => [
  ...activationIdioms(layer),
  ...descriptionsIn(layer)
    .filter(({ kind }) => kind === 'layerNorm')
    .map(({ options }) => layerNormIdiom(options as { size: number; epsilon: number })),
];

const activationIdioms = (layer: Description): Idiom[] =>
  [...Object.keys(operators).filter(isActivationName), ...activationsIn(layer)].map(
    (activation: Activation) => {
      const { name, ...given } = typeof activation === 'string' ? { name: activation } : activation;
      return {
        attributes: {},
        bounds: [],
        ...operators[name]!(given),
        example: { shape: [2, 2], dtype: 'f32' },
        operands: () => [],
        record: (x: Value) => activate(x, activation),
      };
    },
  );

/** Activations with numbers of their own in plain data. */
function activationsIn(data: unknown): Activation[] {
  if (typeof data !== 'object' || data === null) return [];
  const own = 'name' in data && isActivationName(data.name) ? [data as Activation] : [];
  return [...own, ...Object.values(data).flatMap(activationsIn)];
}

function layerNormIdiom({ size, epsilon }: { readonly size: number; readonly epsilon: number }): Idiom {
  const features: Spec = { shape: [size], dtype: 'f32' };
  return {
    operator: 'LayerNormalization',
    attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
    bounds: [],
    example: { shape: [2, size], dtype: 'f32' },
    operands: ({ shape }) => (shape.length === 2 && shape[1] === size ? [features, features] : undefined),
    record: (x, scale, shift) =>
      layerNorm(size, { epsilon }).step({
        x,
        params: { scale, shift },
        state: {},
        training: false,
        key: { seed: 0, step: 0 },
      }).output,
  };
}
