import { interpret, type Executable, type ExecutableOptions, type Program } from '@sluice/math';
import { compileSync } from '@sluice/wasm';

/** What every golden case runs on in single precision. */
export const backends: Readonly<
  Record<string, (program: Program, options?: ExecutableOptions) => Executable>
> = {
  reference: interpret,
  wasm: compileSync,
};
