/** What a thread is given when it starts. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
}

/** A thread that has been started. */
export interface Thread {
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
  readonly Worker: new (file: object, options: { workerData: ThreadStart }) => NodeWorker;
}

declare const URL: new (path: string, base: string) => object;

/** What platforms say of themselves. */
interface Platform {
  readonly process?: NodeProcess;
  readonly document?: unknown;
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

const { process, document, crossOriginIsolated, navigator } = globalThis as unknown as Platform;

/** Whether this is Node, where a thread may wait for others. */
export const isNode = (): boolean => process?.versions?.node !== undefined;

/** Whether this is the thread that a page draws on, which nothing must hold up. */
export const isPage = (): boolean => document !== undefined && !isNode();

/** Whether a browser lets workers share memory. */
export const isIsolated = (): boolean => crossOriginIsolated === true;

/** On how many threads this platform can compute, and why not on more. */
export function findThreads(): Threads {
  if (!isNode()) {
    return isIsolated()
      ? cores(navigator?.hardwareConcurrency ?? 1)
      : one(
          'The page is not isolated, so that threads cannot share memory: serve it with the headers ' +
            'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
        );
  }
  if (!process?.getBuiltinModule) return one('Threads need Node 20.16 or newer, or 22.3 and newer.');
  const os = process.getBuiltinModule('node:os') as { readonly availableParallelism: () => number };
  return cores(os.availableParallelism());
}

const one = (reason: string): Threads => ({ available: 1, canShare: false, reason });

const cores = (available: number): Threads => ({
  available,
  canShare: true,
  reason: `This machine has ${available} ${available === 1 ? 'core' : 'cores'} to use.`,
});

/** Starts a thread of Node that runs a module whenever it is told to. */
export function startThread(start: ThreadStart): Thread {
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
