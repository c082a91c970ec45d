import { interpret, type Executable, type ExecutableOptions, type Program } from '@sluice/math';

/** What runs programs: the compiler, or the slow and obvious evaluator that the compiler is tested against. */
export type Backend = 'wasm' | 'reference';

/** What runs programs when nobody says. */
export const defaultBackend: Backend = 'reference';

/** Makes a program ready to run, without blocking while it compiles. */
export function makeExecutable(
  backend: Backend,
  program: Program,
  options: ExecutableOptions,
): Promise<Executable> {
  return Promise.resolve(makeExecutableSync(backend, program, options));
}

/** Makes a program ready to run at once. */
export function makeExecutableSync(
  _backend: Backend,
  program: Program,
  options: ExecutableOptions,
): Executable {
  return interpret(program, options);
}
