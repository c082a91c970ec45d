/** What a thread is given when it starts. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
}

/** A thread that has been started. */
export interface Worker {
  /** Resolves when it waits for work; rejects when it could not be started. */
  readonly ready: Promise<void>;
  end(): void;
}

/** What this platform says about threads. */
export interface Threads {
  /** How many can compute at the same time. */
  readonly available: number;
  /** Whether several can share memory; without that there is one. */
  readonly canShare: boolean;
  /** Why it is that many, in a sentence. */
  readonly reason: string;
}

/** The part of Node's API that starting a thread takes; it is looked up when needed, so that bundlers find no import. */
interface NodeProcess {
  readonly getBuiltinModule?: (name: string) => unknown;
  readonly versions?: { readonly node?: string };
}

interface NodeWorker {
  once(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): void;
  unref(): void;
  terminate(): Promise<unknown>;
}

interface WorkerThreads {
  readonly Worker: new (file: object, options: { workerData: WorkerStart }) => NodeWorker;
}

const { process, URL } = globalThis as unknown as {
  readonly process?: NodeProcess;
  readonly URL: new (path: string, base: string) => object;
};

/** On how many threads this platform can compute, and why not on more. */
export function findThreads(): Threads {
  if (process?.versions?.node === undefined) {
    return {
      available: 1,
      canShare: false,
      reason: 'Threads are used in Node only; elsewhere it computes on one.',
    };
  }
  if (!process.getBuiltinModule) {
    return { available: 1, canShare: false, reason: 'Threads need Node 20.16 or newer, or 22.3 and newer.' };
  }
  const { availableParallelism } = process.getBuiltinModule('node:os') as {
    readonly availableParallelism: () => number;
  };
  const available = availableParallelism();
  return {
    available,
    canShare: true,
    reason: `This machine has ${available} ${available === 1 ? 'core' : 'cores'} to use.`,
  };
}

/** Starts a thread that runs a module whenever it is told to. */
export function startWorker(start: WorkerStart): Worker {
  const { Worker } = process!.getBuiltinModule!('node:worker_threads') as WorkerThreads;
  const worker = new Worker(new URL('./node/worker.js', import.meta.url), { workerData: start });
  // A thread that waits for work keeps nobody from leaving.
  worker.unref();
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread ended before it was ready.')));
  });
  return { ready, end: () => void worker.terminate() };
}
