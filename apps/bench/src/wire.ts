// How the bench talks with a contestant in a process of its own: JSON, one request a line on its stdin, one answer a
// line on its stdout. Any language can take part.
import type { Tensor } from '@sluice/math';
import type { BenchCase } from './cases.js';
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
  readonly work: BenchCase;
  readonly tensors: Readonly<Record<keyof Task['tensors'], WireTensor>>;
}

export type Request = PrepareRequest | { readonly request: 'step' };
export type Answer = { readonly about: string } | Reading | { readonly error: string };

/** Writes a task as a request. */
export function encodeTask({ work, tensors }: Task): PrepareRequest {
  return { request: 'prepare', work, tensors: mapTensors(tensors, encodeTensor) };
}

/** Reads the task of a request. */
export function decodeTask({ work, tensors }: PrepareRequest): Task {
  return { work, tensors: mapTensors(tensors, decodeTensor) };
}

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

const mapTensors = <From, To>(
  tensors: Readonly<Record<keyof Task['tensors'], From>>,
  map: (tensor: From) => To,
): Record<keyof Task['tensors'], To> =>
  Object.fromEntries(Object.entries<From>(tensors).map(([name, tensor]) => [name, map(tensor)])) as Record<
    keyof Task['tensors'],
    To
  >;
