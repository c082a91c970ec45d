import { type ByteWriter, createByteWriter } from './byte-writer.js';
import { type Operand, type TrailingOperands, createCodeWriter } from './code-writer.js';
import { type ControlFlow, createControlFlow } from './control-flow.js';
import { type CountedLoop, emitCountedLoop } from './counted-loop.js';
import { type Emitters, createEmitters } from './emitters.js';
import { AssemblerError } from './errors.js';
import { type Local, type LocalPool, createLocalPool } from './local.js';
import { createOperandStack } from './operand-stack.js';
import { type ValueType, valueTypeCode } from './value-type.js';

/** A function of the module being built: what `call` takes. */
export interface FunctionHandle<Params extends readonly ValueType[] = readonly ValueType[]> {
  readonly name: string;
  readonly index: number;
  readonly params: Params;
  readonly results: readonly ValueType[];
}

export type LocalsOf<Params extends readonly ValueType[]> = {
  -readonly [K in keyof Params]: Local<Params[K]>;
};

/** Emits one function. Each call appends an instruction; see the package's index for how it reads. */
export interface FunctionBuilder extends Emitters, ControlFlow, CountedLoop {
  /** A local whose content is unspecified until it is set. Released locals are handed out again. */
  local<T extends ValueType>(type: T): Local<T>;
  release(...locals: Local[]): void;
  get(local: Local): void;
  set<T extends ValueType>(local: Local<T>, value?: Operand<NoInfer<T>>): void;
  /** Like `set`, and leaves the value on the stack. */
  tee<T extends ValueType>(local: Local<T>, value?: Operand<NoInfer<T>>): void;
  call<Params extends readonly ValueType[]>(
    target: FunctionHandle<Params>,
    ...operands: TrailingOperands<Params>
  ): void;
  /** The value below the top two where the condition on top is not zero, else the one between. */
  select(condition?: Operand<'i32'>): void;
  drop(): void;
}

/** Runs `body` on a new builder and returns the function's entry in the code section. */
export function assembleFunction<Params extends readonly ValueType[]>(
  handle: FunctionHandle<Params>,
  body: (f: FunctionBuilder, ...params: LocalsOf<Params>) => void,
): ByteWriter {
  const where = `function ${handle.name}`;
  const params = handle.params.map((type, index): Local => ({ type, index }));
  const pool = createLocalPool(params);
  const stack = createOperandStack(where);
  const code = createCodeWriter(where, stack, pool);
  const frame = stack.enter('function', handle.results);

  const f: FunctionBuilder = {
    ...createEmitters(code),
    ...createControlFlow(code, frame, where),
    countedLoop: (...range) => emitCountedLoop(f, ...range),
    local: (type) => pool.acquire(type),
    release: (...locals) => pool.release(locals),
    get: (local) => code.local('get', local),
    set(local, value) {
      if (value !== undefined) code.operands('local.set', [value], [local.type]);
      code.local('set', local);
    },
    tee(local, value) {
      if (value !== undefined) code.operands('local.tee', [value], [local.type]);
      code.local('tee', local);
    },
    call(target, ...operands) {
      const name = `call ${target.name}`;
      code.operands(name, operands as readonly Operand[], target.params);
      stack.pop(target.params, name);
      code.out.byte(0x10);
      code.out.u32(target.index);
      stack.push(target.results);
    },
    select(condition) {
      if (condition !== undefined) code.operands('select', [condition], ['i32']);
      stack.pop(['i32'], 'select');
      const second = stack.popAny('select');
      const first = stack.popAny('select');
      if (first !== undefined && second !== undefined && first !== second) {
        throw new AssemblerError(
          `select in ${where} chooses between two of one type, got ${first} and ${second}.`,
        );
      }
      code.out.byte(0x1b);
      stack.push([first ?? second]);
    },
    drop() {
      stack.popAny('drop');
      code.out.byte(0x1a);
    },
  };

  body(f, ...(params as unknown as LocalsOf<Params>));
  if (stack.depth !== 1) {
    throw new AssemblerError(
      `${where} was left with ${stack.depth - 1} blocks open: an exception was swallowed.`,
    );
  }
  stack.leave();
  code.out.byte(0x0b);
  return withLocals(pool, code.out);
}

/** Locals are declared as runs of equal types, so the order of first use decides how many runs there are. */
function withLocals(pool: LocalPool, code: ByteWriter): ByteWriter {
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of pool.declared) {
    const last = runs[runs.length - 1];
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  const out = createByteWriter(code.length + 64);
  out.u32(runs.length);
  for (const { type, count } of runs) {
    out.u32(count);
    out.byte(valueTypeCode[type]);
  }
  out.bytes(code.view());
  return out;
}
