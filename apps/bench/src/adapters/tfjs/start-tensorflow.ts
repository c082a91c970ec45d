import type { Tensor } from '@sluice/math';
import { requirePeer } from '../require-peer.js';
import type { TfTensor, TensorFlow } from './types.js';

/** TensorFlow.js on its WebAssembly backend, which is several times as fast in Node as its plain JavaScript one. */
export async function startTensorFlow(): Promise<{ readonly tf: TensorFlow; readonly about: string }> {
  const tf = requirePeer('@tensorflow/tfjs') as TensorFlow;
  requirePeer('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  await tf.ready();
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const about = `${tf.version.tfjs}, ${tf.getBackend()} backend${simd ? ' with SIMD' : ''}, 1 thread`;
  return { tf, about };
}

/** A tensor with all axes but the last as rows. */
export function matrixOf(tf: TensorFlow, { data, shape }: Tensor): TfTensor {
  const width = shape.at(-1)!;
  return tf.tensor2d(data, [data.length / width, width]);
}
