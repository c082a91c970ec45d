/** One step of training: forward, back through all of time, Adam. */
export interface TrainingStepCase {
  readonly kind: 'training-step';
  readonly name: string;
  readonly cell: 'lstm' | 'gru' | 'rnn';
  readonly batchSize: number;
  readonly timeSteps: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Number of classes that each step chooses from. */
  readonly outputSize: number;
  readonly learningRate: number;
  readonly threads: number;
}

/** A piece of work that is the same for everyone who takes part. */
export type BenchCase = TrainingStepCase;

const trainingStep = {
  kind: 'training-step',
  batchSize: 32,
  timeSteps: 64,
  inputSize: 65,
  hiddenSize: 128,
  outputSize: 65,
  learningRate: 2e-3,
  threads: 1,
} as const;

/** All that is measured. What stands here is what the command runs and what its tests run on small sizes. */
export const cases: readonly BenchCase[] = [
  { ...trainingStep, name: 'train-lstm', cell: 'lstm' },
  { ...trainingStep, name: 'train-gru', cell: 'gru' },
  { ...trainingStep, name: 'train-rnn', cell: 'rnn' },
];

/** Number of gates, and so of matrices side by side in the weights of a cell. */
export const gateCounts: Readonly<Record<BenchCase['cell'], number>> = { lstm: 4, gru: 3, rnn: 1 };

/** What a case computes, in words. */
export function describeCase(work: BenchCase): string {
  const { cell, batchSize, timeSteps, inputSize, hiddenSize, outputSize, threads } = work;
  return (
    `${cell.toUpperCase()} training step: batch ${batchSize}, ${timeSteps} time steps, ` +
    `${inputSize} inputs, hidden ${hiddenSize}, ${outputSize} outputs; softmax cross-entropy at every time step, ` +
    `full BPTT, Adam; f32, ${threads === 1 ? 'one thread' : `${threads} threads`}`
  );
}

/**
 * Floating-point operations of the matrix products that a case cannot do without, forward and backward. Nobody needs the
 * gradient of the input.
 */
export function countOperations(work: BenchCase): number {
  const { cell, batchSize, timeSteps, inputSize, hiddenSize, outputSize } = work;
  const gates = gateCounts[cell] * hiddenSize;
  const multiplications = 2 * inputSize * gates + 3 * hiddenSize * gates + 3 * hiddenSize * outputSize;
  return 2 * batchSize * timeSteps * multiplications;
}
