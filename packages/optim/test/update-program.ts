import { trace, type Program, type Shape } from '@sluice/math';
import { learningRateAt, type Optimizer } from '../src/index.js';
import { scalarStep } from './golden.js';

/** One update as a program: parameter, gradient, step and slots in; parameter and slots out. */
export function updateProgram(optimizer: Optimizer, shape: Shape): Program {
  const slots = Object.entries(optimizer.slots(shape));
  const element = { shape, dtype: 'f32' } as const;
  return trace(
    (parameter, gradient, step, ...values) => {
      const result = optimizer.update({
        parameter,
        gradient,
        step,
        learningRate: learningRateAt(optimizer.learningRate, step),
        slots: Object.fromEntries(slots.map(([name], i) => [name, values[i]!])),
      });
      return [result.parameter, ...slots.map(([name]) => result.slots[name]!)];
    },
    [
      element,
      element,
      scalarStep(1),
      ...slots.map(([, slot]) => ({ shape: slot.shape, dtype: 'f32' as const })),
    ],
  );
}
