import { initializers, tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import type { CellSpec } from '../../cells/choice.js';
import { loadCell, type CreateCell } from '../../cells/load-cell.js';
import { fixed, type FlowSettings } from './settings.js';
import { startValuesOf } from './start-values.js';

/** The gradients of one cell, as far as it has any. */
export interface Flow {
  /** For each part of the state the norm of the gradient that reaches it, from the last step backwards. */
  readonly states: Readonly<Record<string, readonly number[]>>;
  /** Whether the cell has the option that a slider turns. */
  readonly takes: { readonly forgetBias: boolean; readonly initial: boolean };
  /** Of a cell whose output is a tanh, the mean of the tanh's derivative, 1 − h². */
  readonly slope: number | undefined;
}

/** What this page's worker can do. */
export const work = {
  /** The norm of dL/ds for the state s after each step, where L is the sum of the last outputs. */
  async flow(spec: CellSpec, settings: FlowSettings): Promise<Flow> {
    const { steps, hidden, bias, seed } = settings;
    const { rows, inputSize } = fixed;
    const create = await loadCell(spec);
    const options = {
      inputSize,
      hiddenSize: hidden,
      forgetBias: bias,
      initial: startValuesOf(settings),
    };

    const x = tensor(initializers.normal()([rows, steps, inputSize], seed), [rows, steps, inputSize]);
    const model = await createModel(create(options), { seed });
    const flow = await model.gradientFlow(x);

    return {
      states: Object.fromEntries(Object.entries(flow).map(([name, norms]) => [name, [...norms].reverse()])),
      takes: {
        forgetBias: biasesMove(create, settings),
        initial: Object.hasOwn(model.layer.options, 'initial'),
      },
      slope: spec.name === 'rnn' ? meanSlope((await model.predict(x)).output.data) : undefined,
    };
  },
};

/** Whether a cell has a gate that keeps its memory: then its biases start elsewhere for another forget bias. */
function biasesMove(create: CreateCell, settings: FlowSettings): boolean {
  const biasesAt = (bias: number): number[] => {
    const initial = startValuesOf({ ...settings, start: 'orthogonal', biases: 'forget', bias });
    const options = { inputSize: 1, hiddenSize: 4, forgetBias: bias, initial };
    const { params } = create(options);
    return Object.values(params)
      .filter(({ shape }) => shape.length === 1)
      .flatMap(({ shape, initial }) => [...initial(shape, 1)]);
  };
  const [some, more] = [biasesAt(1), biasesAt(2)];
  return some.some((bias, i) => bias !== more[i]);
}

function meanSlope(hidden: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < hidden.length; i++) sum += 1 - hidden[i]! ** 2;
  return sum / hidden.length;
}
