/** All that Sluice is compared with; the last of them are Sluice itself in another way. */
export type PeerName =
  | 'TensorFlow.js'
  | 'jax-js'
  | 'brain.js'
  | 'ONNX Runtime Web'
  | 'ONNX Runtime Node'
  | 'PyTorch'
  | 'PyTorch, projected ahead'
  | 'Sluice, one thread'
  | 'Sluice, built-in cell';
