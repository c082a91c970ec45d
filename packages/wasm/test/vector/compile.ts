import { createModule, type FunctionBuilder } from '../../src/assembler/index.js';
import type { VectorFunction, VectorMath } from '../../src/vector/index.js';

/** Compiles a function of blocks of up to 4096 floats, a multiple of 4, whose result is valid until the next call. */
export function compile(emit: VectorFunction, math: VectorMath): (input: Float32Array) => Float32Array {
  const inputAt = 0;
  const outputAt = 4096 * 4;
  const module = createModule();
  module.memory({ initial: 1 }, 'memory');
  module.func({ export: 'run', params: ['i32'], results: [] }, (f, end) => {
    f.countedLoop(0, end, 16, (i) => {
      f.get(i);
      f.v128.load(inputAt, i);
      emit(f, math);
      f.v128.store(outputAt);
    });
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), {});
  const { run, memory } = exports as { run: (end: number) => void; memory: WebAssembly.Memory };
  const input = new Float32Array(memory.buffer, inputAt, 4096);
  const output = new Float32Array(memory.buffer, outputAt, 4096);
  return (values) => {
    input.set(values);
    run(values.length * 4);
    return output.subarray(0, values.length);
  };
}

/** The instructions that a function emits, without constants, loads and stores, and moves to and from locals. */
export function countOperations(emit: (f: FunctionBuilder) => void): number {
  let count = 0;
  const counting = <N extends object>(emitters: N): N =>
    new Proxy(emitters, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member === 'function' && name !== 'const') count++;
        return member;
      },
    });
  createModule().func({ params: ['v128'], results: [] }, (f, x) => {
    f.get(x);
    const { f32x4, f64x2, i32x4, i8x16, v128 } = f;
    emit({
      ...f,
      f32x4: counting(f32x4),
      f64x2: counting(f64x2),
      i32x4: counting(i32x4),
      i8x16: counting(i8x16),
      v128: counting(v128),
    });
    f.drop();
  });
  return count;
}
