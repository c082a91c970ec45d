import { createModule } from './assembler/index.js';

let supported: boolean | undefined;

/** Whether this engine knows relaxed SIMD, and with it multiply-and-add as one instruction. */
export function supportsRelaxed(): boolean {
  supported ??= WebAssembly.validate(probe());
  return supported;
}

function probe(): Uint8Array<ArrayBuffer> {
  const module = createModule();
  module.func({ params: ['v128'], results: ['v128'] }, (f, x) => f.f32x4.relaxedMadd(x, x, x));
  return module.build();
}
