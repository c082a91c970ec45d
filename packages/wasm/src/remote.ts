import {
  ArgumentError,
  IndexError,
  MemoryError,
  ShapeError,
  sizeOf,
  type Executable,
  type Program,
  type Tensor,
} from '@sluice/math';
import type { Place, Reply, Request } from './browser/messages.js';
import type { CompileOptions } from './compile.js';

/** The part of a page's workers that is used; bundlers look for these very names. */
interface Worker {
  addEventListener(kind: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(kind: 'error', listener: (event: { readonly message?: string }) => void): void;
  postMessage(message: unknown): void;
  terminate(): void;
}
declare const Worker: new (file: object, options: { readonly type: 'module' }) => Worker;
declare const URL: new (path: string, base: string) => object;

/** A program in a worker: who runs it is never held up. */
export interface RemoteExecutable extends Omit<Executable, 'run'> {
  /** Computes the outputs; rejects with an IndexError when a gather's index is out of range. */
  run(): Promise<void>;
  /** Ends the worker. */
  close(): void;
}

/**
 * Compiles a program in a worker of its own and runs it there, for pages: neither compiling nor running holds up the thread
 * that a page draws on.
 *
 * @param shared - whether inputs and outputs are views of the worker's memory, which takes an isolated page; they are then
 * not to be touched while it runs. Otherwise what was written and what comes out is copied with each run, and what is read
 * meanwhile is what the run before has left.
 * @throws what `compile` throws; Error when the browser cannot start the worker.
 */
export async function compileInWorker(
  program: Program,
  options: CompileOptions = {},
  shared = false,
): Promise<RemoteExecutable> {
  const worker = new Worker(new URL('./browser/worker.js', import.meta.url), { type: 'module' });
  const { ask, close } = createAsk(worker);
  const compiled = await ask({ kind: 'compile', program, options, shared }).catch((problem: unknown) => {
    close();
    throw problem;
  });
  const [inputs, outputs] = [compiled.inputs, compiled.outputs].map((places) =>
    places.map((place) => tensorAt(place, compiled.memory)),
  ) as [Tensor[], Tensor[]];
  const written = new Map<number, Tensor['data']>();
  return {
    inputs,
    outputs,
    memory: compiled.use,
    write(input, data) {
      inputs[input]!.data.set(data);
      if (!shared) written.set(input, inputs[input]!.data);
    },
    async run() {
      const answer = ask({ kind: 'run', written: [...written] });
      written.clear();
      (await answer).outputs.forEach((data, i) => outputs[i]!.data.set(data));
      if (shared) return;
      for (const { input, output } of options.updates ?? []) inputs[input]!.data.set(outputs[output]!.data);
    },
    close,
  };
}

type Answer<R extends Request> = Extract<Reply, { kind: R['kind'] extends 'compile' ? 'compiled' : 'done' }>;

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (problem: Error) => void;
}

interface Conversation {
  ask<R extends Request>(this: void, request: R): Promise<Answer<R>>;
  /** Ends the worker; whoever waits for an answer, or asks from now on, is told. */
  close(this: void): void;
}

/** Asks a worker, which answers in the order in which it is asked. */
function createAsk(worker: Worker): Conversation {
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  const fail = (problem: Error): void => {
    for (const { reject } of waiting.splice(0)) reject(problem);
  };
  worker.addEventListener('message', ({ data }) => {
    const reply = data as Reply;
    const { resolve, reject } = waiting.shift()!;
    if (reply.kind === 'failed') reject(errorOf(reply));
    else resolve(reply);
  });
  worker.addEventListener('error', ({ message = 'its script could not be loaded' }) => {
    fail(new Error(`The worker failed: ${message}.`));
  });
  return {
    ask: <R extends Request>(request: R) =>
      new Promise<Answer<R>>((resolve, reject) => {
        if (ended) {
          reject(ended);
          return;
        }
        waiting.push({ resolve: (reply) => resolve(reply as Answer<R>), reject });
        worker.postMessage(request);
      }),
    close() {
      ended = new ArgumentError('This program is closed: its worker has ended. Compile another.');
      worker.terminate();
      fail(ended);
    },
  };
}

const errors = { ArgumentError, IndexError, ShapeError };

function errorOf({ name, message, shortage }: Extract<Reply, { kind: 'failed' }>): Error {
  if (shortage) return new MemoryError(shortage);
  if (!Object.hasOwn(errors, name)) return new Error(message);
  return new errors[name as keyof typeof errors](message);
}

/** A tensor in a shared memory, or of its own. */
function tensorAt({ shape, dtype, address }: Place, memory: WebAssembly.Memory | undefined): Tensor {
  const size = sizeOf(shape);
  if (dtype === 'i32') {
    return {
      shape,
      dtype,
      data: memory ? new Int32Array(memory.buffer, address, size) : new Int32Array(size),
    };
  }
  return {
    shape,
    dtype,
    data: memory ? new Float32Array(memory.buffer, address, size) : new Float32Array(size),
  };
}
