import { vi, type MockInstance } from 'vitest';

type Counted<T extends new (...args: never[]) => object> = MockInstance<T>;

/** Watches how many memories are taken and modules compiled; `vi.restoreAllMocks` ends it. */
export function countWebAssembly(): {
  readonly memory: Counted<typeof WebAssembly.Memory>;
  readonly module: Counted<typeof WebAssembly.Module>;
} {
  const { Memory, Module } = WebAssembly;
  return {
    // A spy that only passes on makes objects without the prototype that the engine's own have.
    memory: vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (limits) {
      return new Memory(limits);
    }),
    module: vi.spyOn(WebAssembly, 'Module').mockImplementation(function (bytes) {
      return new Module(bytes);
    }),
  };
}
