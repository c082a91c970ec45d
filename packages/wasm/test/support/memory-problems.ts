import { indicesOf } from '../../../math/test/indexed.js';
import type { Schedule, Step } from '../../src/fuse/schedule.js';
import { wholeView, type LoopIndex, type Storage, type View } from '../../src/fuse/view.js';
import type { MemoryPlan } from '../../src/plan/index.js';

type Counters = ReadonlyMap<LoopIndex, number>;

/** What a step that is no loop reads, and what it writes. */
interface Accesses {
  readonly reads: readonly View[];
  readonly writes: readonly View[];
}

const all = (storage: Storage): View => wholeView(storage, [storage.size]);

function accessesOf(step: Exclude<Step, { kind: 'loop' }>): Accesses {
  switch (step.kind) {
    case 'fused':
      return {
        reads: step.nodes.flatMap((node) => (node.kind === 'load' ? [node.view] : [])),
        writes: [...step.stores.map(({ view }) => view), ...step.reductions.map(({ target }) => target)],
      };
    case 'pack':
      return { reads: [step.source], writes: [all(step.target)] };
    case 'matmul':
      return { reads: [step.left, all(step.panels)], writes: [step.output] };
    case 'gather':
      return { reads: [step.table, step.indices], writes: [step.output] };
    case 'scatterAdd':
      return { reads: [step.indices, step.updates], writes: [step.output] };
    case 'argmax':
      return { reads: [step.input], writes: [step.output] };
  }
}

/** Positions of a view's elements in its storage while loops stand at some turn. */
function positionsOf({ shape, strides, offset, moves }: View, counters: Counters): number[] {
  const start = moves.reduce((at, { loop, stride }) => at + counters.get(loop)! * stride, offset);
  return indicesOf(shape).map((index) => index.reduce((at, i, axis) => at + i * strides[axis]!, start));
}

/**
 * Walks through a schedule turn by turn and notes who wrote each word of memory last. A step that reads a word that its
 * storage has not written, or that somebody else has written since, is a mistake of the plan or of the schedule.
 */
export function memoryProblems(schedule: Schedule, plan: MemoryPlan): string[] {
  const problems: string[] = [];
  const owner = new Map<number, Storage>();
  const wordsOf = (view: View, counters: Counters): number[] =>
    positionsOf(view, counters).map((position) => {
      if (position < 0 || position >= view.storage.size) {
        problems.push(`element ${position} is outside of ${view.storage.label}`);
      }
      return plan.address(view.storage) / 4 + position;
    });

  const visit = (step: Step, counters: Counters): void => {
    if (step.kind === 'loop') {
      for (let turn = 0; turn < step.length; turn++) {
        const at = step.reverse ? step.length - 1 - turn : turn;
        for (const inner of step.body) visit(inner, new Map([...counters, [step.index, at]]));
      }
      return;
    }
    const { reads, writes } = accessesOf(step);
    for (const view of reads) {
      const stolen = wordsOf(view, counters).find((word) => owner.get(word) !== view.storage);
      if (stolen === undefined) continue;
      problems.push(
        `${step.kind} reads ${view.storage.label}, where ${owner.get(stolen)?.label ?? 'nobody'} wrote`,
      );
    }
    const read = new Map(
      reads.flatMap((view) => wordsOf(view, counters).map((word) => [word, view.storage])),
    );
    for (const view of writes) {
      for (const word of wordsOf(view, counters)) {
        const other = read.get(word);
        if (other && other !== view.storage)
          problems.push(`${step.kind} writes over ${other.label} that it reads`);
        owner.set(word, view.storage);
      }
    }
  };

  const own = (storage: Storage): void => {
    for (const word of wordsOf(all(storage), new Map())) owner.set(word, storage);
  };
  for (const { storage } of schedule.inputs) own(storage);
  for (const step of [...schedule.prepare, ...schedule.run]) literalsOf(step).forEach(own);
  for (const step of [...schedule.prepare, ...schedule.run]) visit(step, new Map());
  for (const view of schedule.outputs) {
    if (wordsOf(view, new Map()).some((word) => owner.get(word) !== view.storage)) {
      problems.push(`${view.storage.label} is not written`);
    }
  }
  return problems;
}

function literalsOf(step: Step): Storage[] {
  if (step.kind === 'loop') return step.body.flatMap(literalsOf);
  return accessesOf(step)
    .reads.map(({ storage }) => storage)
    .filter(({ data }) => data !== undefined);
}
