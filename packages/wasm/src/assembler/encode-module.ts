import { type ByteWriter, createByteWriter } from './byte-writer.js';
import { AssemblerError } from './errors.js';
import type { FunctionHandle } from './function-builder.js';
import { type ValueType, valueTypeCode } from './value-type.js';

/** Sizes of a memory in pages of 64 KiB. */
export interface MemoryLimits {
  readonly initial: number;
  readonly maximum?: number;
  /** Shared between threads; needs a maximum. */
  readonly shared?: boolean;
}

/** Everything a module holds, in the order that the indices follow. */
export interface ModuleContent {
  readonly imports: {
    readonly module: string;
    readonly name: string;
    readonly handle: FunctionHandle;
  }[];
  readonly functions: {
    readonly handle: FunctionHandle;
    body: ByteWriter | undefined;
  }[];
  memory:
    | {
        readonly limits: MemoryLimits;
        readonly source: { module: string; name: string } | undefined;
      }
    | undefined;
  readonly exports: {
    readonly name: string;
    readonly kind: 'function' | 'memory';
    readonly index: number;
  }[];
  readonly data: { readonly offset: number; readonly bytes: Uint8Array }[];
}

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const section = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  export: 7,
  code: 10,
  data: 11,
};
const externalKind = { function: 0, memory: 2 };

export function encodeModule(content: ModuleContent, names: boolean): Uint8Array<ArrayBuffer> {
  const { imports, functions, memory, exports, data } = content;
  const types = createTypeTable();
  const out = createByteWriter(1024);
  out.bytes(magicAndVersion);

  const importSection = createByteWriter();
  const imported = (entry: { module: string; name: string }, kind: number) => {
    importSection.name(entry.module);
    importSection.name(entry.name);
    importSection.byte(kind);
  };
  const memorySource = memory?.source;
  importSection.u32(imports.length + (memorySource ? 1 : 0));
  for (const entry of imports) {
    imported(entry, externalKind.function);
    importSection.u32(types.indexOf(entry.handle));
  }
  if (memory && memorySource) {
    imported(memorySource, externalKind.memory);
    writeLimits(importSection, memory.limits);
  }
  const typeIndices = functions.map(({ handle }) => types.indexOf(handle));

  writeVector(out, section.type, types.entries, (entry, type) => entry.bytes(type));
  if (importSection.length > 1) writeSection(out, section.import, importSection);
  writeVector(out, section.function, typeIndices, (entry, index) => entry.u32(index));
  writeVector(out, section.memory, memory && !memorySource ? [memory.limits] : [], writeLimits);
  writeVector(out, section.export, exports, (entry, { name, kind, index }) => {
    entry.name(name);
    entry.byte(externalKind[kind]);
    entry.u32(index);
  });
  writeVector(out, section.code, functions, (entry, { handle, body }) => {
    if (!body) throw new AssemblerError(`Function ${handle.name} was declared but never defined.`);
    entry.sized(body);
  });
  writeVector(out, section.data, data, (entry, { offset, bytes }) => {
    entry.bytes([0x00, 0x41]);
    entry.i32(offset);
    entry.byte(0x0b);
    entry.u32(bytes.length);
    entry.bytes(bytes);
  });
  if (names)
    writeFunctionNames(
      out,
      [...imports, ...functions].map(({ handle }) => handle),
    );
  return out.view().slice();
}

/** Functions of equal parameters and results share one entry of the type section. */
function createTypeTable() {
  const entries: Uint8Array[] = [];
  const indices = new Map<string, number>();
  return {
    entries,
    indexOf({ params, results }: FunctionHandle): number {
      const key = `${params.join()}>${results.join()}`;
      let index = indices.get(key);
      if (index === undefined) {
        const entry = createByteWriter(16);
        entry.byte(0x60);
        for (const list of [params, results]) {
          entry.u32(list.length);
          entry.bytes(list.map((type: ValueType) => valueTypeCode[type]));
        }
        index = entries.push(entry.view()) - 1;
        indices.set(key, index);
      }
      return index;
    },
  };
}

function writeLimits(out: ByteWriter, { initial, maximum, shared = false }: MemoryLimits): void {
  out.byte((maximum === undefined ? 0 : 1) | (shared ? 2 : 0));
  out.u32(initial);
  if (maximum !== undefined) out.u32(maximum);
}

/** A section that is a list of entries; nothing at all when there are none. */
function writeVector<T>(
  out: ByteWriter,
  id: number,
  entries: readonly T[],
  writeEntry: (out: ByteWriter, entry: T) => void,
): void {
  if (entries.length === 0) return;
  const content = createByteWriter();
  content.u32(entries.length);
  for (const entry of entries) writeEntry(content, entry);
  writeSection(out, id, content);
}

function writeSection(out: ByteWriter, id: number, content: ByteWriter): void {
  out.byte(id);
  out.sized(content);
}

function writeFunctionNames(out: ByteWriter, functions: readonly FunctionHandle[]): void {
  const map = createByteWriter();
  map.u32(functions.length);
  for (const { index, name } of functions) {
    map.u32(index);
    map.name(name);
  }
  const content = createByteWriter(map.length + 16);
  content.name('name');
  content.byte(1); // the subsection of function names
  content.sized(map);
  writeSection(out, section.custom, content);
}
