import type { DType, Initializer, RandomKey, ScanOptions, Shape, Spec, Value, Values } from '@sluice/math';

/** A parameter's shape and its start values. */
export interface ParameterSpec {
  readonly shape: Shape;
  readonly initial: Initializer;
}

/** A value that is the same in every step, `[batch, …]`, as a layer reads it. */
export interface ConstantSpec {
  /** The axes behind the batch: a size, or a name where any size will do that is the same wherever the name stands. */
  readonly shape: readonly (number | string)[];
  readonly dtype: DType;
  /** Whether the layer does without it. */
  readonly optional?: boolean | undefined;
  /** The name of the axis of which it says, for each row, how many places there are: i32, from 0 to that axis' size. */
  readonly counts?: string | undefined;
}

/** Constants by name, as a layer reads them. */
export type ConstantSpecs = Readonly<Record<string, ConstantSpec>>;

/** The state of a cell: a value `[batch, …]` for each of its names. */
export type StateOf<S extends string> = Readonly<Record<S, Value>>;

/** What a step computes with, beside what changes from step to step. */
export interface Surroundings {
  readonly params: Values;
  /** Values that are the same in every step, such as a memory to attend to, `[batch, …]`. */
  readonly constants?: Values | undefined;
  /** Whether this runs to train: dropout acts only then. */
  readonly training: boolean;
  /** Where random numbers come from; each step of a sequence is given its own. Its `step` is the training step's number. */
  readonly key: RandomKey;
}

/** What one step is given. */
export interface StepContext<S extends string = string> extends Surroundings {
  /** Input at this step, `[batch, …]`. */
  readonly x: Value;
  readonly state: StateOf<S>;
  /** Time since the step before, `[batch]`, for cells that know irregular steps; without it as much as if it were 1. */
  readonly delta?: Value | undefined;
  /** 1 in rows for which there is something at this step, i32 `[batch]`; heeded by `masked`. */
  readonly mask?: Value | undefined;
  /** Where random numbers come from that are the same in all steps of a sequence; `key`, where a step runs by itself. */
  readonly sequenceKey?: RandomKey | undefined;
}

/** What one step gives. */
export interface StepResult<S extends string = string> {
  /** Output at this step, `[batch, …]`. */
  readonly output: Value;
  readonly state: StateOf<S>;
  /** Whatever the cell wants to show of itself, `[batch, …]`, by name. */
  readonly gates?: Values;
  /** The mask for the parts that follow in `sequential`, i32 `[batch]`, from cells that see where there is nothing. */
  readonly mask?: Value | undefined;
}

/** Into how many steps a sequence is cut for its gradient, and whether the way back computes them again; see `scan`. */
export type Chunks = Pick<ScanOptions<Values, Values>, 'chunk' | 'recompute'>;

/** What constants are prepared with. */
export interface PrepareContext extends Surroundings {
  /** As in the context of the sequence. */
  readonly chunks?: Chunks | undefined;
}

/** What a whole sequence is run with; time is the first axis. */
export interface SequenceContext<S extends string = string> extends Surroundings {
  /** Inputs of all steps, `[time, batch, …]`. */
  readonly x: Value;
  /** State before the first step. */
  readonly state: StateOf<S>;
  /** Number of valid steps of each row, i32 `[batch]`; a row's state stops there, and its outputs are zero after. */
  readonly lengths?: Value | undefined;
  /** Time since the step before, `[time, batch]`. */
  readonly delta?: Value | undefined;
  /** 1 where there is something, i32 `[time, batch]`; heeded by `masked`. */
  readonly mask?: Value | undefined;
  /** Runs from the last step to the first; outputs keep the positions of their inputs. */
  readonly reverse?: boolean | undefined;
  /** Whether to return the gates. */
  readonly capture?: boolean | undefined;
  /** How cells with a state keep what their gradient reads; all of it by default. */
  readonly chunks?: Chunks | undefined;
  /** Values added to the state where each step makes it, `[time, batch, …]`: zeros through which dL/d(state) is read. */
  readonly perturbation?: Partial<StateOf<S>> | undefined;
}

/** What a whole sequence gives; time is the first axis. */
export interface SequenceResult<S extends string = string> {
  /** Outputs of all steps, `[time, batch, …]`; `[batch, …]` behind a layer that keeps one step only. */
  readonly output: Value;
  /** State after the last (valid) step. */
  readonly state: StateOf<S>;
  /** Gates of all steps, `[time, batch, …]`; empty unless captured. */
  readonly gates: Values;
  /** The mask for the parts that follow, i32 `[time, batch]`. */
  readonly mask?: Value | undefined;
  /** The time deltas for the parts that follow, `[time, batch]`, from layers that change the order of steps. */
  readonly delta?: Value | undefined;
}

/** What turns one sequence into another: a cell, or a layer that needs the whole sequence at once. */
export interface SequenceLayer<S extends string = string> {
  /** The layer's name, in messages and in files. */
  readonly kind: string;
  /** What it was made with: plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Shape and dtype of one step's input without the batch; absent where any input will do. */
  readonly input?: Spec | undefined;
  /** Shape of each part of the state, without the batch. */
  readonly state: Readonly<Record<S, Shape>>;
  /** Shape and start values of each parameter. */
  readonly params: Readonly<Record<string, ParameterSpec>>;
  /** The constants that it reads; none by default. */
  readonly constants?: ConstantSpecs | undefined;
  /** True where the output is that of one step only, `[batch, …]`: many-to-one. */
  readonly manyToOne?: boolean | undefined;
  /** Runs over a sequence. */
  unroll(context: SequenceContext<S>): SequenceResult<S>;
}

/** A pure function of (input at t, state) → (output, state), with named parameters and named gates. */
export interface Cell<S extends string = string> extends SequenceLayer<S> {
  /**
   * Computes, once for each sequence, what the steps read of the constants, `[batch, …]`: where there is this, steps are given
   * what it returns in place of the constants.
   */
  prepare?: ((context: PrepareContext) => Values) | undefined;
  /** Runs one step. */
  step(context: StepContext<S>): StepResult<S>;
}

/** The names of a layer's state: `'h' | 'c'`. */
export type StateNames<L extends { readonly state: object }> = keyof L['state'] & string;
