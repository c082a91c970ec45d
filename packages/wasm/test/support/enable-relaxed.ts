import { setFlagsFromString } from 'node:v8';

// Node 20 knows relaxed SIMD, but only behind a flag; later ones have it.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
