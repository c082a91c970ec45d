import type { ModuleBuilder } from '../../src/assembler/index.js';

/** An instance's exports, typed as loosely as the tests need. */
export interface Exports {
  [name: string]: (...args: number[]) => number;
}

export function instantiate(module: ModuleBuilder, imports: WebAssembly.Imports = {}): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(module.build()), imports)
    .exports as unknown as Exports;
}

/** Adds a page of memory that the test holds, and returns its bytes. */
export function withMemory(module: ModuleBuilder): { buffer: ArrayBuffer; imports: WebAssembly.Imports } {
  module.importMemory('test', 'memory', { initial: 1 });
  const memory = new WebAssembly.Memory({ initial: 1 });
  return { buffer: memory.buffer, imports: { test: { memory } } };
}
