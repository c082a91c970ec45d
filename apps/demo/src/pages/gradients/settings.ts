import { cellsField } from '../../cells/choice.js';
import { ownSource } from '../../cells/own-source.js';
import { integer, oneOf, real } from '../../url/fields.js';

/** What recurrent weights start with. */
export const starts = ['orthogonal', 'identity', 'glorotUniform', 'lecunNormal', 'torch'] as const;

export type Start = (typeof starts)[number];

/** What the gates' biases start with. */
export const biasStarts = ['forget', 'chrono'] as const;

export type BiasStart = (typeof biasStarts)[number];

/** The limits of what can be turned. */
export const limits = {
  steps: [10, 200],
  hidden: [4, 128],
  bias: [-2, 6],
  gain: [0.5, 2],
  at: [-4, 4],
  weight: [0.25, 3],
  factors: [1, 100],
  seed: [1, 999_999],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** Limits as a slider takes them. */
export const between = ([atLeast, atMost]: readonly [number, number]): {
  atLeast: number;
  atMost: number;
} => ({
  atLeast,
  atMost,
});

/** What the page shows, in its address. */
export const fields = {
  cells: cellsField('rnn', 'lstm', 'gru'),
  own: ownSource,
  steps: integer(60, ...limits.steps),
  hidden: integer(32, ...limits.hidden),
  bias: real(1, ...limits.bias),
  biases: oneOf<BiasStart>('forget', biasStarts),
  start: oneOf<Start>('orthogonal', starts),
  gain: real(1, ...limits.gain),
  seed: integer(1, ...limits.seed),
  at: real(1, ...limits.at),
  weight: real(1, ...limits.weight),
  factors: integer(20, ...limits.factors),
};

/** What the gradients depend on, beside the cell. */
export interface FlowSettings {
  readonly steps: number;
  readonly hidden: number;
  /** Of gates that keep the memory. */
  readonly bias: number;
  readonly biases: BiasStart;
  readonly start: Start;
  /** What recurrent weights are multiplied with at the start. */
  readonly gain: number;
  readonly seed: number;
}

/** Views that are worth a look, by what they change of the first one. */
export const views = {
  first: {},
  shut: { bias: 0 },
  open: { bias: 3 },
  twice: { gain: 2 },
  chrono: { biases: 'chrono' },
} as const satisfies Readonly<Record<string, Partial<FlowSettings>>>;

export type ViewName = keyof typeof views;

/** All that the curves of a view depend on, so that what is said of it holds wherever one comes from. */
export const settingsOf = (
  view: ViewName,
): FlowSettings & { readonly cells: readonly string[]; readonly own: string } => ({
  cells: fields.cells.initial,
  own: fields.own.initial,
  steps: fields.steps.initial,
  hidden: fields.hidden.initial,
  bias: fields.bias.initial,
  biases: fields.biases.initial,
  start: fields.start.initial,
  gain: fields.gain.initial,
  seed: fields.seed.initial,
  ...views[view],
});

/** Sizes that are not turned: so many sequences, the mean over which is shown, with so many numbers at each step. */
export const fixed = { rows: 8, inputSize: 8 } as const;
