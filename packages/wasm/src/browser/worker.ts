// Compiles one program and runs it whenever it is told to, so that a page is never held up (see `../remote.ts`).
import { MemoryError, type Executable, type Tensor } from '@sluice/math';
import { compileShared, compileSync } from '../compile.js';
import type { Place, Reply, Request } from './messages.js';

/** The part of a worker's global scope that it takes. */
interface Scope {
  addEventListener(kind: 'message', listener: (event: { readonly data: Request }) => void): void;
  postMessage(message: Reply, transfer: readonly unknown[]): void;
}

const scope = globalThis as unknown as Scope;

let executable: Executable | undefined;
let shared = false;

scope.addEventListener('message', ({ data }) => {
  try {
    const reply = data.kind === 'compile' ? prepare(data) : run(data);
    scope.postMessage(reply, reply.kind === 'done' ? reply.outputs.map(({ buffer }) => buffer) : []);
  } catch (error) {
    const { name, message } = error as Error;
    const shortage = error instanceof MemoryError && { shortage: error.shortage };
    scope.postMessage({ kind: 'failed', name, message, ...shortage }, []);
  }
});

function prepare(request: Extract<Request, { kind: 'compile' }>): Reply {
  ({ shared } = request);
  if (!shared) {
    executable = compileSync(request.program, request.options);
    return {
      kind: 'compiled',
      inputs: executable.inputs.map(placeOf),
      outputs: executable.outputs.map(placeOf),
      use: executable.memory!,
    };
  }
  const made = compileShared(request.program, request.options);
  ({ executable } = made);
  return {
    kind: 'compiled',
    memory: made.memory,
    inputs: executable.inputs.map(placeOf),
    outputs: executable.outputs.map(placeOf),
    use: executable.memory!,
  };
}

function run({ written }: Extract<Request, { kind: 'run' }>): Reply {
  for (const [input, data] of written) executable!.write(input, data);
  executable!.run();
  return { kind: 'done', outputs: shared ? [] : executable!.outputs.map(({ data }) => data.slice()) };
}

const placeOf = ({ shape, dtype, data }: Tensor): Place => ({ shape, dtype, address: data.byteOffset });
