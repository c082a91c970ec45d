import { interpret, type Executable, type ExecutableOptions, type Program } from '@sluice/math';
import { compile, compileSync } from '@sluice/wasm';

/** What runs programs: the compiler, or the slow and obvious evaluator that the compiler is tested against. */
export type Backend = 'wasm' | 'reference';

/** How each backend makes a program ready to run: in the background, or at once for callers that cannot wait. */
export const backends: {
  readonly [B in Backend]: {
    make(program: Program, options: ExecutableOptions): Promise<Executable>;
    makeSync(program: Program, options: ExecutableOptions): Executable;
  };
} = {
  wasm: { make: compile, makeSync: compileSync },
  reference: {
    make: (program, options) => Promise.resolve(interpret(program, options)),
    makeSync: interpret,
  },
};

/** What runs programs when nobody says. */
export const defaultBackend: Backend = 'wasm';
