/**
 * The compiler: turns any program that `@sluice/math` can express into one WebAssembly SIMD module with a static memory
 * plan.
 *
 * @packageDocumentation
 */
export { compile, compileSync, translate, type CompiledProgram, type CompileOptions } from './compile.js';
