import { ArgumentError, type Executable, type Program } from '@sluice/math';
import { createExecutable, runsOf, translateFor, type CompileOptions, type Runs } from './compile.js';
import { allocate } from './memory.js';
import { compileInWorker } from './remote.js';
import { isNode, startThread, type Thread } from './threads.js';

/** Programs that run at the same time, each on a thread and in a memory of its own. */
export interface Team {
  /** The programs in order: write each one's inputs, run the team, read their outputs. */
  readonly members: readonly TeamMember[];
  /**
   * Runs all programs, and is done when the last of them is. In Node the first runs on the thread that calls; in a browser
   * that thread goes on meanwhile.
   *
   * @throws IndexError when an index of a gather is out of range in one of them; ArgumentError once it is closed.
   */
  run(this: void): void | Promise<void>;
  /** Ends the threads. */
  close(this: void): void;
}

/** One program of a team. */
export type TeamMember = Omit<Executable, 'run'>;

/** Places in the words that the threads share; `node/worker.js` has them too. */
const control = { turn: 0, done: 1, failed: 2, words: 3 };

/**
 * Compiles programs to run at the same time, for work that falls into independent parts. The same program given several
 * times is compiled once.
 *
 * Memory is shared between threads: it takes a platform where `findThreads` says that they can.
 *
 * @throws an Error when a thread cannot be started.
 */
export const compileTeam = (programs: readonly Program[], options: TeamOptions = {}): Promise<Team> =>
  isNode() ? compileThreads(programs, options) : compileWorkers(programs, options);

/** How a team is compiled: as one program is, but nothing stays the same over many runs. */
export type TeamOptions = Omit<CompileOptions, 'constants'>;

/** In a browser each program has a worker, and nobody waits for another. */
async function compileWorkers(programs: readonly Program[], options: TeamOptions): Promise<Team> {
  const members = await Promise.all(programs.map((program) => compileInWorker(program, options, true)));
  return {
    members,
    async run() {
      const ends = await Promise.allSettled(members.map((member) => member.run()));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
    close: () => members.forEach((member) => member.close()),
  };
}

/** In Node they are threads that wait at a barrier: it takes a few microseconds to wake them. */
async function compileThreads(programs: readonly Program[], options: TeamOptions): Promise<Team> {
  const words = new Int32Array(new SharedArrayBuffer(control.words * 4));
  const modules = new Map<Program, ReturnType<typeof makeModule>>();
  const workers: Thread[] = [];
  const members: Executable[] = [];
  for (const program of programs) {
    if (!modules.has(program)) modules.set(program, makeModule(program, options));
  }
  // All are made before any is given memory, so that where one does not fit, none is taken and no thread started.
  const ready = await Promise.all(programs.map((program) => modules.get(program)!));
  for (const [i, { compiled, module }] of ready.entries()) {
    const memory = allocate(compiled.plan, true);
    let runs: Runs = elsewhere;
    if (i === 0) runs = runsOf(await WebAssembly.instantiate(module, { env: { memory } }));
    else workers.push(startThread({ module, memory, control: words }));
    members.push(createExecutable(compiled, memory, runs, options));
  }
  await Promise.all(workers.map(({ ready }) => ready));

  let closed = false;
  const waitForAll = (): void => {
    for (;;) {
      const done = Atomics.load(words, control.done);
      if (done === workers.length) return;
      Atomics.wait(words, control.done, done);
    }
  };
  return {
    members,
    run() {
      if (closed) throw new ArgumentError('This team is closed: its threads have ended. Compile another.');
      Atomics.store(words, control.done, 0);
      Atomics.add(words, control.turn, 1);
      Atomics.notify(words, control.turn);
      const problems = problemsOf(members[0]!);
      waitForAll();
      // The others have run already: this asks how it went, each of them, so that nobody remembers it at the next turn.
      problems.push(...members.slice(1).flatMap(problemsOf));
      if (problems.length > 0) throw problems[0];
      if (Atomics.exchange(words, control.failed, 0) !== 0) {
        throw new Error('A thread failed to run its program.');
      }
    },
    close() {
      closed = true;
      for (const worker of workers) worker.end();
    },
  };
}

function problemsOf(member: Executable): unknown[] {
  try {
    member.run();
    return [];
  } catch (problem) {
    return [problem];
  }
}

/** What a member does that another thread runs. */
const elsewhere: Runs = { prepare: () => undefined, run: () => undefined };

async function makeModule(program: Program, options: CompileOptions) {
  const compiled = translateFor(program, options, true);
  return { compiled, module: await WebAssembly.compile(compiled.bytes) };
}
