import { describe, expect, it } from 'vitest';
import { evaluate, trace, type Numbers, type Program } from '@sluice/math';
import { clipByGlobalNorm } from '../src/index.js';
import { backends } from './backends.js';
import {
  clipCases,
  difference,
  doubles,
  flatten,
  fromTorch,
  optimizerCases,
  type OptimizerRecord,
} from './golden.js';
import { trainingProgram, type TrainingProgram } from './training-program.js';

/** The outputs of one step under the names of a golden record. */
function nameOutputs(
  { stateSize, results }: TrainingProgram,
  outputs: readonly Numbers[],
): Record<keyof OptimizerRecord, Numbers> {
  const M = 1 + (stateSize - 1) / 2;
  const named = results.map((name, i) => [name, outputs[stateSize + i]!]);
  return { x: outputs[1]!, M: outputs[M]!, ...Object.fromEntries(named) } as Record<
    keyof OptimizerRecord,
    Numbers
  >;
}

function expectRecord(
  actual: Record<keyof OptimizerRecord, Numbers>,
  expected: OptimizerRecord,
  tolerance: number,
  where: string,
): void {
  for (const name of ['loss', 'grad_x', 'grad_M', 'x', 'M'] as const) {
    expect(difference(actual[name].data, flatten(expected[name])), `${where}: ${name}`).toBeLessThan(
      tolerance,
    );
  }
}

describe("optimizers against PyTorch's numbers", () => {
  it.each(optimizerCases)('$name in double precision', (golden) => {
    const training = trainingProgram(fromTorch(golden), golden.problem);
    let inputs = training.start;
    expect(golden.steps_f64).toHaveLength(20);
    golden.steps_f64.forEach((record, i) => {
      const outputs = evaluate(training.program, inputs, { precision: 'f64' });
      expectRecord(nameOutputs(training, outputs), record, 1e-10, `step ${i + 1}`);
      inputs = [...outputs.slice(0, training.stateSize), ...training.start.slice(training.stateSize)];
    });
  });

  describe.each(Object.entries(backends))('%s backend', (_, prepare) => {
    it.each(optimizerCases)('$name in single precision', (golden) => {
      const training = trainingProgram(fromTorch(golden), golden.problem);
      const updates = Array.from({ length: training.stateSize }, (_, i) => ({ input: i, output: i }));
      const executable = prepare(training.program, { updates });
      training.start.forEach(({ data }, i) => executable.write(i, data));
      golden.steps_f64.forEach((record, i) => {
        executable.run();
        const outputs = nameOutputs(training, executable.outputs);
        expectRecord(outputs, record, 1e-5, `step ${i + 1}`);
        expectRecord(outputs, golden.steps_f32[i]!, 1e-5, `step ${i + 1}`);
      });
    });
  });
});

describe("clipping against PyTorch's numbers", () => {
  const clipProgram = (golden: (typeof clipCases)[number]): { inputs: Numbers[]; program: Program } => {
    const inputs = golden.grads.map(doubles);
    const program = trace((...values) => {
      const { gradients, norm } = clipByGlobalNorm(Object.fromEntries(values.entries()), golden.max_norm, {
        normType: golden.norm_type,
      });
      return [norm, ...Object.values(gradients)];
    }, inputs);
    return { inputs, program };
  };

  it.each(clipCases)('$name in double precision', (golden) => {
    const { inputs, program } = clipProgram(golden);
    const [norm, ...clipped] = evaluate(program, inputs, { precision: 'f64' });
    expect(difference(norm!.data, [golden.total_norm_f64])).toBeLessThan(1e-10);
    golden.clipped_f64.forEach((expected, i) => {
      expect(difference(clipped[i]!.data, flatten(expected))).toBeLessThan(1e-10);
    });
  });

  describe.each(Object.entries(backends))('%s backend', (_, prepare) => {
    it.each(clipCases)('$name in single precision', (golden) => {
      const { inputs, program } = clipProgram(golden);
      const executable = prepare(program);
      inputs.forEach(({ data }, i) => executable.write(i, data));
      executable.run();
      const [norm, ...clipped] = executable.outputs;
      expect(difference(norm!.data, [golden.total_norm_f32])).toBeLessThan(1e-6);
      golden.clipped_f32.forEach((expected, i) => {
        expect(difference(clipped[i]!.data, flatten(expected))).toBeLessThan(1e-6);
      });
    });
  });
});
