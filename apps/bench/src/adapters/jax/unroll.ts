import type { CellName, SharedWork } from '../../cases/work.js';
import type { Jax, JaxArray, JaxRecord } from './types.js';

/**
 * All hidden states as `[time · batch, hiddenSize]`, from an input of `[time · batch, inputSize]` that is projected for
 * all time steps at once. jax-js has no scan, so the loop is in JavaScript and every step becomes code of its own.
 */
export function unroll(jax: Jax, work: SharedWork, params: JaxRecord, x: JaxArray): JaxArray {
  const { numpy: np } = jax;
  const { batchSize, timeSteps, hiddenSize } = work;
  const { inputWeights, inputBias, ...recurrent } = params;
  const projected = np.split(np.matmul(x, inputWeights!).add(inputBias!), timeSteps, 0);
  const step = createStep(jax, work, recurrent);
  let state = [np.zeros([batchSize, hiddenSize])];
  if (hasMemory(work.cell)) state.push(np.zeros([batchSize, hiddenSize]));
  const outputs: JaxArray[] = [];
  for (const each of projected) {
    state = step(each, state);
    outputs.push(state[0]!.ref);
  }
  for (const array of [...state, ...Object.values(recurrent)]) array.dispose();
  return np.concatenate(outputs, 0);
}

const hasMemory = (cell: CellName): boolean => cell === 'lstm' || cell === 'user-lstm';

/** A step: what the input gives and the state make the next state, of which the first part is the output. */
type Step = (projected: JaxArray, state: readonly JaxArray[]) => JaxArray[];

function createStep({ numpy: np, nn }: Jax, { cell }: SharedWork, weights: JaxRecord): Step {
  const recur = (h: JaxArray): JaxArray =>
    np.matmul(h, weights.recurrentWeights!.ref).add(weights.recurrentBias!.ref);
  switch (cell) {
    case 'lstm':
    case 'user-lstm':
      return (projected, [h, c]) => {
        const [i, f, g, o] = np.split(projected.add(recur(h!)), 4, 1);
        const next = nn
          .sigmoid(f!)
          .mul(c!)
          .add(nn.sigmoid(i!).mul(np.tanh(g!)));
        return [nn.sigmoid(o!).mul(np.tanh(next.ref)), next];
      };
    case 'gru':
      return (projected, [h]) => {
        const [xReset, xUpdate, xCandidate] = np.split(projected, 3, 1);
        const [hReset, hUpdate, hCandidate] = np.split(recur(h!.ref), 3, 1);
        const r = nn.sigmoid(xReset!.add(hReset!));
        const z = nn.sigmoid(xUpdate!.add(hUpdate!));
        const n = np.tanh(xCandidate!.add(r.mul(hCandidate!)));
        return [n.ref.add(z.mul(h!.sub(n)))];
      };
    case 'rnn':
      return (projected, [h]) => [np.tanh(projected.add(recur(h!)))];
    case 'mgu':
      return (projected, [h]) => {
        const [xForget, xCandidate] = np.split(projected, 2, 1);
        const [uForget, uCandidate] = np.split(weights.recurrentWeights!.ref, 2, 1);
        const f = nn.sigmoid(xForget!.add(np.matmul(h!.ref, uForget!)));
        const n = np.tanh(xCandidate!.add(np.matmul(f.ref.mul(h!.ref), uCandidate!)));
        return [h!.ref.add(f.mul(n.sub(h!)))];
      };
  }
}
