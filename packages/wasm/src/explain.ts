import { sizeOf, type Program, type Shape } from '@sluice/math';
import { translate, type CompileOptions } from './compile.js';
import { storagesOf, type FusedStep, type LoopStep, type Schedule, type Step } from './fuse/schedule.js';
import type { Storage } from './fuse/view.js';

/** One piece of work of a compiled program, in the order in which they run. */
export interface ExplainedStep {
  readonly kind: Step['kind'];
  /** What it does, in words. */
  readonly text: string;
  /** How often it runs in one run of the program. */
  readonly times: number;
  /** Floating-point operations of products, of all times together. */
  readonly operations: number;
  /** The loops around it. */
  readonly depth: number;
}

/** What the compiler made of a program. */
export interface Explanation {
  /** What is done when a constant input is written. */
  readonly prepare: readonly ExplainedStep[];
  /** What is done in each run. */
  readonly run: readonly ExplainedStep[];
  readonly loops: number;
  readonly products: number;
  readonly productsInLoops: number;
  /** Loops over elements, each of which computes a chain of operations in one pass over memory. */
  readonly fused: number;
  /** Floating-point operations of all products in one run. */
  readonly operations: number;
  /** Memory in bytes: all of it, and the part that inputs, outputs and constants keep for themselves. */
  readonly memory: number;
  readonly kept: number;
  /** Size of the module in bytes. */
  readonly code: number;
}

/**
 * Says what the compiler makes of a program: which loops are left, which products, what is fused, and how many bytes.
 *
 * @throws as `compile` does.
 *
 * @example
 * ```ts
 * import { trace } from '@sluice/math';
 * import { explain, formatExplanation } from '@sluice/wasm';
 * const spec = { shape: [4, 4], dtype: 'f32' } as const;
 * const program = trace((x, w) => [x!.matmul(w!).tanh()], [spec, spec]);
 * explain(program).products; // 1
 * console.log(formatExplanation(explain(program)));
 * ```
 */
export function explain(program: Program, options: CompileOptions = {}): Explanation {
  const { schedule, plan, bytes } = translate(program, options);
  const prepare = schedule.prepare.flatMap((step) => explainStep(step, 1, 0));
  const run = schedule.run.flatMap((step) => explainStep(step, 1, 0));
  const count = (kind: Step['kind'], inLoop = false): number =>
    run.filter((step) => step.kind === kind && (!inLoop || step.depth > 0)).length;
  return {
    prepare,
    run,
    loops: count('loop'),
    products: count('matmul'),
    productsInLoops: count('matmul', true),
    fused: count('fused'),
    operations: run.reduce((sum, step) => sum + step.operations, 0),
    memory: plan.bytes,
    kept: keptBytes(schedule),
    code: bytes.length,
  };
}

/** Writes an explanation as text, a line for each step. */
export function formatExplanation(explanation: Explanation): string {
  const { prepare, run, loops, products, productsInLoops, fused, operations } = explanation;
  const { memory, kept, code } = explanation;
  const line = ({ depth, text, operations: own }: ExplainedStep): string =>
    `${'  '.repeat(depth + 1)}${text}${own > 0 ? `   ${formatCount(own)}FLOP` : ''}`;
  const part = (title: string, steps: readonly ExplainedStep[]): string[] =>
    steps.length > 0 ? [title, ...steps.map(line), ''] : [];
  return [
    ...part('when constants change', prepare),
    ...part('in each run', run),
    `${many(loops, 'loop')}; ${many(products, 'product')}, ${productsInLoops} of them in loops; ` +
      `${many(fused, 'fused group')}; ${formatCount(operations)}FLOP in products`,
    `${formatCount(memory)}B of memory, of which inputs, outputs and constants keep ${formatCount(kept)}B; ` +
      `${formatCount(code)}B of code`,
  ].join('\n');
}

function explainStep(step: Step, times: number, depth: number): ExplainedStep[] {
  const explained: ExplainedStep = {
    kind: step.kind,
    text: describe(step),
    times,
    operations: times * operationsOf(step),
    depth,
  };
  if (step.kind !== 'loop') return [explained];
  return [explained, ...step.body.flatMap((inner) => explainStep(inner, times * step.length, depth + 1))];
}

function operationsOf(step: Step): number {
  if (step.kind !== 'matmul') return 0;
  return 2 * sizeOf(step.output.shape) * step.left.shape.at(-1)!;
}

function describe(step: Step): string {
  switch (step.kind) {
    case 'loop':
      return describeLoop(step);
    case 'matmul': {
      const [inner, columns] = [step.left.shape.at(-1)!, step.output.shape.at(-1)!];
      const left = times([...step.output.shape.slice(0, -1), inner]);
      return `product ${left} by ${times([inner, columns])}${step.start ? ', added to a sum' : ''}`;
    }
    case 'fused':
      return `fused ${times(step.space)}: ${describeNodes(step)}`;
    case 'pack':
      return `panels of ${times(step.source.shape)}`;
    case 'gather':
      return `gather ${times(step.output.shape)} of ${step.table.shape[0]} rows`;
    case 'scatterAdd':
      return `scatter and add ${times(step.updates.shape)} to ${step.output.shape[0]} rows`;
    case 'argmax':
      return `argmax over ${times(step.input.shape)}`;
  }
}

function describeLoop({ length, reverse, chunks }: LoopStep): string {
  const lanes = chunks ? `, of ${chunks} chunks at once (parallel scan)` : '';
  return `loop of ${length} steps${reverse ? ', backwards' : ''}${lanes}`;
}

/** The operations of a fused loop, with how often each stands in it, and what it reads and writes. */
function describeNodes({ nodes, stores, reductions }: FusedStep): string {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const name = node.kind === 'compute' ? node.op : node.kind;
    if (name !== 'load' && name !== 'constant' && name !== 'index')
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const { op } of reductions) counts.set(`${op} over axes`, (counts.get(`${op} over axes`) ?? 0) + 1);
  const computed = [...counts].map(([name, count]) => (count === 1 ? name : `${count} ${name}`));
  const reads = nodes.filter(({ kind }) => kind === 'load').length;
  return (
    `${computed.length > 0 ? computed.join(', ') : reads > 0 ? 'copy' : 'fill'}; ` +
    `reads ${reads}, writes ${stores.length + reductions.length}`
  );
}

function keptBytes({ inputs, outputs, prepare, run }: Schedule): number {
  const views = [...inputs, ...outputs].map(({ storage }) => storage);
  const storages = new Set<Storage>([...views, ...[...prepare, ...run].flatMap(storagesOf)]);
  return [...storages].filter(({ pinned }) => pinned).reduce((sum, { size }) => sum + 4 * size, 0);
}

const times = (shape: Shape): string => (shape.length > 0 ? shape.join('×') : '1');

const many = (count: number, name: string): string => `${count} ${name}${count === 1 ? '' : 's'}`;

/** `1234567` as `1.23 M`. */
function formatCount(count: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  let unit = 0;
  // What would round to 1000 belongs to the next unit.
  while (count >= (unit === 0 ? 1000 : 999.5) && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return `${unit === 0 ? count : count.toPrecision(3)} ${units[unit]}`;
}
