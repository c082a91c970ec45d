import { interpret, trace, valueAndGrad, type Value } from '@sluice/math';
import { adam, clipByGlobalNorm, cosine, learningRateAt, warmUp } from '@sluice/optim';

const optimizer = adam({ learningRate: warmUp(cosine(0.3, { period: 200 }), 5) });
const { m, v } = optimizer.slots([2]); // each { shape: [2], initial: 0 }

// Two weights a and b such that a = 3 and a · b = 6.
const loss = ({ w }: { w: Value }): Value => {
  const [a, b] = w.split(2);
  return a.sub(3).square().add(a.mul(b).sub(6).square()).sum();
};

// One training step; what it returns is what the next one reads. The step counts from 1.
const program = trace(
  (parameter, m, v, step) => {
    const { gradients } = clipByGlobalNorm(valueAndGrad(loss)({ w: parameter }).gradients, 5);
    const learningRate = learningRateAt(optimizer.learningRate, step);
    const context = { parameter, gradient: gradients.w, slots: { m, v }, step, learningRate };
    const updated = optimizer.update(context);
    return [updated.parameter, updated.slots['m']!, updated.slots['v']!, step.add(1)];
  },
  [
    { shape: [2], dtype: 'f32' },
    { shape: m!.shape, dtype: 'f32' },
    { shape: v!.shape, dtype: 'f32' },
    { shape: [], dtype: 'i32' },
  ],
);

const executable = interpret(program, { updates: [0, 1, 2, 3].map((i) => ({ input: i, output: i })) });
executable.write(0, [1, 1]);
executable.write(3, [1]);
for (let step = 1; step <= 200; step++) executable.run();
export const weights = executable.inputs[0]!.data; // near [3, 2]
