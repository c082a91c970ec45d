/**
 * A typed emitter of WebAssembly modules. Emitting reads as the text format does: one method for each instruction,
 * named after the specification in camel case (`i32x4.trunc_sat_f32x4_s` is `i32x4.truncSatF32x4S`).
 *
 * An instruction takes its operands from the stack. The last of them, or all, may also be given as arguments: a local
 * is read, a number becomes a constant. For a `v128` operand the number fills all four lanes, as integers for the
 * instructions of `v128`, `i8x16` and `i32x4`, as floats everywhere else. Immediates come first: the offset of a load
 * or store, the index of a lane.
 *
 * ```ts
 * const module = createModule({ names: true });
 * module.importMemory('env', 'memory', { initial: 1, maximum: 16384, shared: true });
 *
 * const inputAt = 0, outputAt = 4096;
 * module.func({ export: 'scale', params: ['f32'], results: [] }, (f, factor) => {
 *   const { f32x4, v128 } = f;
 *   const factors = f.local('v128');
 *   f32x4.splat(factor);
 *   f.set(factors);
 *   f.countedLoop(0, 4096, 16, (i) => {
 *     f.get(i);                    // the address of the store below, under the value
 *     v128.load(inputAt, i);       // i is the address, inputAt the static offset
 *     f32x4.mul(factors);          // loaded · factors
 *     f32x4.add(0.5);              // … + (0.5, 0.5, 0.5, 0.5)
 *     v128.store(outputAt);        // or, with the value in a local: v128.store(outputAt, i, value)
 *   });
 *   f.release(factors);            // the next f.local('v128') may be the same one, holding what this one held
 * });
 *
 * // Recursion and forward calls: declare, then define.
 * const gcd = module.declare({ name: 'gcd', export: 'gcd', params: ['i32', 'i32'], results: ['i32'] });
 * module.define(gcd, (f, a, b) => {
 *   f.i32.eqz(b);
 *   f.if(() => f.get(a), () => {
 *     f.get(b);
 *     f.i32.remU(a, b);
 *     f.call(gcd);                 // or with operands: f.call(gcd, x, 12)
 *   }, 'i32');
 * });
 *
 * const bytes = module.build();
 * ```
 *
 * Also: `f.block((end) => …)`, `f.loop((start) => …)`, `f.br(label)`, `f.brIf(label, condition?)`, `f.return()`,
 * `f.unreachable()`, `f.select(condition?)`, `f.drop()`, `f.get/set/tee(local)`, constants `f.i32.const(7)`,
 * `f.f32x4.const(1)`, `f.i32x4.const(0, 1, 2, 3)`, lanes `f.f32x4.extractLane(3)`, `f.v128.load32Lane(offset, lane)`,
 * `f.i8x16.shuffle([16 indices])`, `f.memory.fill(address, byte, length)`, `module.memory`, `module.data`.
 *
 * Every instruction is checked against the operand types as it is emitted; a mistake throws `AssemblerError` there.
 */
export { createModule } from './module-builder.js';
export type {
  FunctionBody,
  FunctionOptions,
  FunctionType,
  ModuleBuilder,
  ModuleOptions,
} from './module-builder.js';
export type { MemoryLimits } from './encode-module.js';
export type { FunctionBuilder, FunctionHandle, LocalsOf } from './function-builder.js';
export type { Operand } from './code-writer.js';
export type { Label } from './control-flow.js';
export type { Local } from './local.js';
export type { ValueType } from './value-type.js';
export { AssemblerError } from './errors.js';
