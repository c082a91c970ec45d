import { type MemoryLimits, type ModuleContent, encodeModule } from './encode-module.js';
import { AssemblerError } from './errors.js';
import {
  type FunctionBuilder,
  type FunctionHandle,
  type LocalsOf,
  assembleFunction,
} from './function-builder.js';
import type { ValueType } from './value-type.js';

export interface ModuleOptions {
  /** Writes function names into the module, for profilers and stack traces. */
  names?: boolean;
}

export interface FunctionType<Params extends readonly ValueType[]> {
  params: Params;
  results: readonly ValueType[];
}

export interface FunctionOptions<Params extends readonly ValueType[]> extends FunctionType<Params> {
  /** For error messages and, with `names`, for profilers. Defaults to `export`, else to the function's index. */
  name?: string;
  /** The name under which the host finds it. */
  export?: string;
}

export type FunctionBody<Params extends readonly ValueType[]> = (
  f: FunctionBuilder,
  ...params: LocalsOf<Params>
) => void;

export interface ModuleBuilder {
  /** The one memory, brought by the host. Sizes are in pages of 64 KiB. */
  importMemory(module: string, name: string, limits: MemoryLimits): void;
  /** The one memory, made by the module itself. */
  memory(limits: MemoryLimits, exportName?: string): void;
  /** A function brought by the host. Imports come before the first `declare` or `func`. */
  importFunc<const Params extends readonly ValueType[]>(
    module: string,
    name: string,
    type: FunctionType<Params>,
  ): FunctionHandle<Params>;
  /** A function whose body follows in `define`, so that calls to it can be emitted before. */
  declare<const Params extends readonly ValueType[]>(
    options: FunctionOptions<Params>,
  ): FunctionHandle<Params>;
  define<Params extends readonly ValueType[]>(
    handle: FunctionHandle<Params>,
    body: FunctionBody<Params>,
  ): void;
  /** `declare` and `define` in one. `body` runs at once. */
  func<const Params extends readonly ValueType[]>(
    options: FunctionOptions<Params>,
    body: FunctionBody<Params>,
  ): FunctionHandle<Params>;
  /** Bytes copied to a fixed address when the module is instantiated. */
  data(offset: number, bytes: Uint8Array): void;
  build(): Uint8Array<ArrayBuffer>;
}

export function createModule({ names = false }: ModuleOptions = {}): ModuleBuilder {
  const content: ModuleContent = {
    imports: [],
    functions: [],
    memory: undefined,
    exports: [],
    data: [],
  };
  const { imports, functions, exports } = content;

  function addExport(name: string, kind: 'function' | 'memory', index: number): void {
    if (exports.some((other) => other.name === name)) {
      throw new AssemblerError(`The module already exports '${name}'.`);
    }
    exports.push({ name, kind, index });
  }

  function setMemory(limits: MemoryLimits, source?: { module: string; name: string }): void {
    if (content.memory) throw new AssemblerError('The module already has its memory: it can have one.');
    if (limits.shared && limits.maximum === undefined) {
      throw new AssemblerError(
        'A shared memory needs a maximum, so that it never moves while threads use it.',
      );
    }
    content.memory = { limits, source };
  }

  const builder: ModuleBuilder = {
    importMemory: (module, name, limits) => setMemory(limits, { module, name }),
    memory(limits, exportName) {
      setMemory(limits);
      if (exportName !== undefined) addExport(exportName, 'memory', 0);
    },
    importFunc(module, name, { params, results }) {
      if (functions.length > 0) {
        throw new AssemblerError(
          `Import '${module}.${name}' before declaring functions: imports are numbered first.`,
        );
      }
      const handle = {
        name: `${module}.${name}`,
        index: imports.length,
        params,
        results,
      };
      imports.push({ module, name, handle });
      return handle;
    },
    declare({ params, results, export: exportName, name = exportName }) {
      const index = imports.length + functions.length;
      const handle = { name: name ?? `$${index}`, index, params, results };
      if (exportName !== undefined) addExport(exportName, 'function', index);
      functions.push({ handle, body: undefined });
      return handle;
    },
    define(handle, body) {
      const entry = functions.find((candidate) => candidate.handle === handle);
      if (!entry) throw new AssemblerError(`Function ${handle.name} was not declared in this module.`);
      if (entry.body) throw new AssemblerError(`Function ${handle.name} is already defined.`);
      entry.body = assembleFunction(handle, body);
    },
    func(options, body) {
      const handle = builder.declare(options);
      builder.define(handle, body);
      return handle;
    },
    data(offset, bytes) {
      content.data.push({ offset, bytes });
    },
    build: () => encodeModule(content, names),
  };
  return builder;
}
