import {
  initializers,
  inScope,
  type Initializer,
  type NamedInitializer,
  type Shape,
  type Spec,
  type Value,
} from '@sluice/math';
import type { Cell, ConstantSpecs, ParameterSpec, StepContext, StepResult } from './cell.js';
import { checkDefinition, checkParts, checkStep, checkStepResult } from './checks.js';
import { unroll } from './unroll.js';

/** Options that most recurrent cells share; the ones a definition has when it names no others. */
export interface SizeOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
}

/** A parameter's shape and its start values, or the name of what makes them. */
export interface DefinedParameter {
  readonly shape: Shape;
  readonly initial: Initializer | NamedInitializer;
}

/** Parameters by name; `undefined` or `false` where the options leave one out. */
export type ParameterSpecs = Readonly<Record<string, DefinedParameter | undefined | false>>;

/** The values of parameters: undefined only where the options may leave one out. */
export type ParameterValues<P extends ParameterSpecs> = {
  readonly [K in keyof P]: P[K] extends DefinedParameter ? Value : Value | undefined;
};

/** What the step of a definition is given. */
export interface DefinedStepContext<O, S extends string, P extends ParameterSpecs> extends Omit<
  StepContext<S>,
  'params'
> {
  readonly params: ParameterValues<P>;
  readonly options: O;
}

/** The names of a definition's state. */
export type StateKeys<S> = keyof S & string;

/** Everything there is to say about a cell. */
export interface CellDefinition<
  O extends object,
  D extends Partial<O>,
  S extends Readonly<Record<string, Shape>>,
  P extends ParameterSpecs,
> {
  /** The cell's name, in messages and in files. */
  readonly kind: string;
  /** Values of options that need not be given. */
  readonly defaults?: D;
  /** Throws an ArgumentError on options that make no sense. */
  validate?(options: O): void;
  /** One step's input without the batch; by default f32 `[inputSize]`, or anything when there is no such option. */
  input?(options: O): Spec | undefined;
  /** Shape of each part of the state, without the batch. */
  state(options: O): S;
  /** Shape and start values of each parameter. */
  params(options: O): P;
  /** The constants that the equations read; none by default. */
  constants?(options: O): ConstantSpecs;
  /** The equations. */
  step(context: DefinedStepContext<O, StateKeys<S>, P>): StepResult<StateKeys<S>>;
}

/** Options of which those with defaults may be left out. */
export type WithDefaults<O, D> = Omit<O, keyof D> & Partial<Pick<O, keyof D & keyof O>>;

/** Makes a cell from its options. */
export type CellFactory<O, S extends string> = (options: O) => Cell<S>;

/**
 * Defines a cell by its equations. The definition is all that a cell needs to train, stream, be saved and inspected:
 * gradients, kernels and checks follow from it.
 *
 * State names, parameter names and options are typed from the definition; write `state` and `params` before `step`.
 *
 * @returns a function from options to a cell.
 *
 * @example
 * ```ts
 * import { defineCell } from '@sluice/cell';
 * const elman = defineCell({
 *   kind: 'elman',
 *   state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
 *   params: ({ inputSize, hiddenSize }) => ({
 *     wx: { shape: [inputSize, hiddenSize], initial: 'glorotUniform' },
 *     wh: { shape: [hiddenSize, hiddenSize], initial: 'orthogonal' },
 *   }),
 *   step({ x, state: { h }, params: { wx, wh } }) {
 *     const next = x.matmul(wx).add(h.matmul(wh)).tanh();
 *     return { output: next, state: { h: next } };
 *   },
 * });
 * const cell = elman({ inputSize: 3, hiddenSize: 5 });
 * ```
 */
export function defineCell<
  const S extends Readonly<Record<string, Shape>>,
  P extends ParameterSpecs,
  O extends object = SizeOptions,
  D extends Partial<O> = Record<never, never>,
>(definition: CellDefinition<O, D, S, P>): CellFactory<WithDefaults<O, D>, StateKeys<S>> {
  checkParts(definition);
  const { kind, defaults } = definition;
  return (given) => inScope(kind, () => create({ ...defaults, ...withoutUndefined(given) } as unknown as O));

  function create(options: O): Cell<StateKeys<S>> {
    definition.validate?.(options);
    const cell: Cell<StateKeys<S>> = {
      kind,
      options: options as Readonly<Record<string, unknown>>,
      input: definition.input ? definition.input(options) : defaultInput(options),
      state: definition.state(options),
      params: Object.fromEntries(Object.entries(definition.params(options)).filter(isPresent).map(withStart)),
      constants: definition.constants?.(options),
      step: (context) => inScope(kind, () => step(context)),
      // the unroll names the cell once for all steps
      unroll: (context) => unroll({ ...cell, step }, context),
    };
    const step = (context: StepContext<StateKeys<S>>): StepResult<StateKeys<S>> => {
      checkStep(cell, context);
      const result = definition.step({
        ...context,
        params: context.params as ParameterValues<P>,
        options,
      });
      checkStepResult(cell, context, result);
      return result;
    };
    checkDefinition(cell);
    return cell;
  }
}

/** An option that is undefined counts as left out. */
const withoutUndefined = (options: object): object =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

const isPresent = (entry: [string, ParameterSpecs[string]]): entry is [string, DefinedParameter] =>
  typeof entry[1] === 'object';

const withStart = ([name, { shape, initial }]: [string, DefinedParameter]): [string, ParameterSpec] => [
  name,
  { shape, initial: typeof initial === 'function' ? initial : initializers.named(initial) },
];

const defaultInput = (options: object): Spec | undefined =>
  'inputSize' in options && typeof options.inputSize === 'number'
    ? { shape: [options.inputSize], dtype: 'f32' }
    : undefined;
