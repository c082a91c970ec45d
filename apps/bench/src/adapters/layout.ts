import type { Tensor } from '@sluice/math';
import type { SharedWork } from '../cases/work.js';

/** The input of each step of the only sequence. */
export function splitSteps({ data }: Tensor, { timeSteps, inputSize }: SharedWork): Float32Array[] {
  return Array.from({ length: timeSteps }, (_, t) =>
    (data as Float32Array).slice(t * inputSize, (t + 1) * inputSize),
  );
}

/** `[batch, time, width]` as `[time, batch, width]`, which most libraries compute in. */
export function timeFirst<T extends Float32Array | Int32Array>(data: T, work: SharedWork, width: number): T {
  const { batchSize, timeSteps } = work;
  return swapAxes(data, batchSize, timeSteps, width);
}

/** `[time, batch, width]` as `[batch, time, width]`. */
export function batchFirst(data: Float32Array, work: SharedWork, width: number): Float32Array {
  const { batchSize, timeSteps } = work;
  return swapAxes(data, timeSteps, batchSize, width);
}

function swapAxes<T extends Float32Array | Int32Array>(
  data: T,
  outer: number,
  inner: number,
  width: number,
): T {
  const turned = data.slice() as T;
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      const from = (i * inner + j) * width;
      turned.set(data.subarray(from, from + width), (j * outer + i) * width);
    }
  }
  return turned;
}
