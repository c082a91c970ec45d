// How the bench talks with a contestant in a process of its own: JSON, one request a line on its stdin, one answer a
// line on its stdout. Any language can take part.
import type { Tensor } from '@sluice/math';
import type { Work } from './cases/work.js';
import type { Reading } from './contestant.js';
import type { Task } from './task.js';

interface WireTensor {
  readonly shape: readonly number[];
  readonly dtype: 'f32' | 'i32';
  /** The elements, 4 bytes each, little-endian, as base64. */
  readonly base64: string;
}

/** The first request, once. */
export interface PrepareRequest {
  readonly request: 'prepare';
  readonly work: Work;
  readonly tensors: Readonly<Record<string, WireTensor>>;
}

/** Asks for steps: for all that they give, or for the time that they take. */
export interface StepRequest {
  readonly request: 'check' | 'measure';
  readonly steps: number;
}

export type Request = PrepareRequest | StepRequest;

/** Answers `check`: f32, the losses, or the outputs of each step as `[batch, time, hidden]`. */
export interface Results {
  readonly results: WireTensor;
}

export type Answer = { readonly about: string } | Results | Reading | { readonly error: string };

/** Writes a task as a request. */
export function encodeTask({ work, tensors }: Task): PrepareRequest {
  return { request: 'prepare', work, tensors: mapValues({ ...tensors }, encodeTensor) };
}

/** Reads the task of a request. */
export function decodeTask({ work, tensors }: PrepareRequest): Task {
  return { work, tensors: mapValues(tensors, decodeTensor) as unknown as Task['tensors'] };
}

/** Writes what some steps gave. */
export function encodeResults(data: Float32Array): Results {
  return { results: encodeTensor({ shape: [data.length], dtype: 'f32', data }) };
}

/** Reads what some steps gave. */
export const decodeResults = ({ results }: Results): Float32Array =>
  decodeTensor(results).data as Float32Array;

const encodeTensor = ({ shape, dtype, data }: Tensor): WireTensor => ({
  shape,
  dtype,
  base64: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
});

function decodeTensor({ shape, dtype, base64 }: WireTensor): Tensor {
  const { buffer } = Uint8Array.from(Buffer.from(base64, 'base64'));
  return dtype === 'i32'
    ? { shape, dtype, data: new Int32Array(buffer) }
    : { shape, dtype, data: new Float32Array(buffer) };
}

const mapValues = <From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
