import { initializers, type Value } from '@sluice/math';
import { defineCell, type Cell, type CellDefinition, type SizeOptions } from '../src/index.js';

type Definition = CellDefinition<SizeOptions, Record<never, never>, { h: number[] }, { w: Weight }>;
interface Weight {
  shape: number[];
  initial: ReturnType<typeof initializers.uniform>;
}

const sizes = { inputSize: 3, hiddenSize: 3 };

const sound: Definition = {
  kind: 'sound',
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ hiddenSize }) => ({ w: { shape: [hiddenSize], initial: initializers.uniform(0.5, 1) } }),
  step: ({ x, state: { h }, params: { w } }) => next(h.mul(w).add(x)),
};

const next = (h: Value) => ({ output: h.tanh(), state: { h }, gates: { raw: h } });

/** A cell that keeps every promise. */
export const soundCell = defineCell(sound)(sizes);
const define = (changes: Partial<Definition>): Cell => defineCell({ ...sound, ...changes })(sizes);
const change = (changes: Partial<Cell<'h'>>): Cell => ({ ...soundCell, ...changes });

const ordered = defineCell({
  kind: 'ordered',
  state: () => ({}),
  params: ({ inputSize }) => ({
    factor: { shape: [inputSize], initial: initializers.uniform(1, 2) },
    offset: { shape: [inputSize], initial: initializers.uniform(3, 4) },
  }),
  step({ x, params }) {
    const [first, second] = Object.values(params) as [Value, Value];
    return { output: x.mul(first).add(second), state: {} };
  },
});

/** For each check of the suite, cells that break just what it promises. */
export const brokenCells: readonly (readonly [check: string, what: string, cell: Cell])[] = [
  [
    'gives the shapes that it says',
    'gives an output without the batch',
    change({
      unroll: (context) => {
        const { output, ...rest } = soundCell.unroll(context);
        return { ...rest, output: output.sum([1, 2]) };
      },
    }),
  ],
  [
    'gives the shapes that it says',
    'gives other numbers when its gates are captured',
    change({
      unroll: (context) => {
        const { output, ...rest } = soundCell.unroll(context);
        return { ...rest, output: context.capture ? output.mul(2) : output };
      },
    }),
  ],
  [
    'gives each row of a batch what it gives alone',
    'looks at the other rows',
    define({ step: ({ x, state: { h } }) => next(h.add(x.sub(x.mean(0)))) }),
  ],
  [
    'gives in two chunks what it gives in one',
    'does not return its last state',
    change({ unroll: (context) => ({ ...soundCell.unroll(context), state: context.state }) }),
  ],
  [
    'gives step by step what it gives unrolled',
    'steps in another way than it unrolls',
    change({ step: (context) => soundCell.step({ ...context, x: context.x.mul(2) }) }),
  ],
  [
    'stops each row at its length',
    'takes no notice of lengths',
    change({ unroll: (context) => soundCell.unroll({ ...context, lengths: undefined }) }),
  ],
  [
    'gives in reverse what it gives for the reversed sequence',
    'takes no notice of the direction',
    change({ unroll: (context) => soundCell.unroll({ ...context, reverse: false }) }),
  ],
  [
    'has gradients that agree with central differences',
    'hides a parameter from the gradient',
    define({ step: ({ x, state: { h }, params: { w } }) => next(h.mul(w.stopGradient()).add(x)) }),
  ],
  [
    'gives the same numbers from the same seed',
    'starts from numbers that no seed decides',
    define({
      params: ({ hiddenSize }) => ({
        w: { shape: [hiddenSize], initial: () => Float32Array.from({ length: 3 }, () => Math.random()) },
      }),
    }),
  ],
  [
    'gives the same numbers from the same seed',
    'starts from too few numbers',
    define({
      params: ({ hiddenSize }) => ({ w: { shape: [hiddenSize], initial: () => new Float32Array(2) } }),
    }),
  ],
  [
    'survives being saved by name',
    'has an option that is a function',
    change({ options: { size: () => 3 } }),
  ],
  ['survives being saved by name', 'takes its parameters by their order', ordered(sizes)],
  [
    'refuses shapes that do not fit, and says which',
    'takes any shape',
    change({
      step: ({ x, state }) => ({ output: x, state }),
      unroll: ({ x, state }) => ({ output: x, state, gates: {} }),
    }),
  ],
  [
    'refuses shapes that do not fit, and says which',
    'throws errors that say nothing',
    change({
      unroll(context) {
        try {
          return soundCell.unroll(context);
        } catch {
          throw new Error('no');
        }
      },
    }),
  ],
];
