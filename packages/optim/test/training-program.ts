import {
  trace,
  valueAndGrad,
  type Numbers,
  type Program,
  type Shape,
  type Value,
  type Values,
} from '@sluice/math';
import { learningRateAt, type Optimizer } from '../src/index.js';
import { doubles, filled, scalarStep, type Nested } from './golden.js';

/** One training step of the golden problem as a program, with the numbers that its inputs start as. */
export interface TrainingProgram {
  readonly program: Program;
  readonly start: readonly Numbers[];
  /** The state (step, parameters, slots) is at the front of the inputs, and in the same order among the outputs. */
  readonly stateSize: number;
  /** Names of the outputs behind the state. */
  readonly results: readonly ['loss', 'grad_x', 'grad_M'];
}

/** Loss: ½ (x − b)ᵀ A (x − b) + ½ Σ (C (M − D))². */
export function trainingProgram(
  optimizer: Optimizer,
  problem: Readonly<Record<'A' | 'b' | 'C' | 'D' | 'x0' | 'M0', Nested>>,
): TrainingProgram {
  const parameters = { x: doubles(problem.x0), M: doubles(problem.M0) };
  const constants = (['A', 'b', 'C', 'D'] as const).map((name) => doubles(problem[name]));
  const slotNames = Object.keys(optimizer.slots([]));
  const slotsOf = (shape: Shape): Numbers[] =>
    Object.values(optimizer.slots(shape)).map((slot) => filled(slot.shape, slot.initial));
  const state = [
    scalarStep(1),
    ...Object.values(parameters).flatMap((parameter) => [parameter, ...slotsOf(parameter.shape)]),
  ];
  const start = [...state, ...constants];
  const program = trace((...values) => {
    const [step, ...rest] = values.slice(0, state.length) as [Value, ...Value[]];
    const [A, b, C, D] = values.slice(state.length) as [Value, Value, Value, Value];
    const width = 1 + slotNames.length;
    const { value, gradients } = valueAndGrad(({ x, M }: { x: Value; M: Value }) => {
      const d = x.sub(b).reshape([-1, 1]);
      const quadratic = d.matmul(A.matmul(d), { transposeLeft: true }).sum();
      return quadratic.add(C.mul(M.sub(D)).square().sum()).mul(0.5);
    })({ x: rest[0]!, M: rest[width]! });
    const learningRate = learningRateAt(optimizer.learningRate, step);
    const updated = [gradients.x, gradients.M].flatMap((gradient, p) => {
      const own = rest.slice(p * width, (p + 1) * width);
      const slots: Values = Object.fromEntries(slotNames.map((name, i) => [name, own[i + 1]!]));
      const result = optimizer.update({ parameter: own[0]!, gradient, slots, step, learningRate });
      return [result.parameter, ...slotNames.map((name) => result.slots[name]!)];
    });
    return [step.add(1), ...updated, value, gradients.x, gradients.M];
  }, start);
  return { program, start, stateSize: state.length, results: ['loss', 'grad_x', 'grad_M'] };
}
