import { mixed, tasks, type Task } from '@sluice/tasks';
import type { RaceOptions } from './race-news.js';

/** A task that cells are judged at. */
export interface JudgedTask {
  readonly task: Task;
  /** Whether it is one of those that cells learn from. */
  readonly isLearnt: boolean;
}

/** What a race is made of: a task to learn, and tasks to be judged at. */
export interface RaceTasks {
  readonly learnt: Task;
  readonly judged: readonly JudgedTask[];
}

/** The tasks that the options of a race tell of. */
export function raceTasks({
  task: name,
  options,
  spans,
}: Pick<RaceOptions, 'task' | 'options' | 'spans'>): RaceTasks {
  // Each entry takes options of its own and checks them itself.
  const create = tasks[name].create as (options: RaceOptions['options']) => Task;
  if (!spans) {
    const task = create(options);
    return { learnt: task, judged: [{ task, isLearnt: true }] };
  }
  const at = (span: number): Task => create({ ...options, [spans.option]: span });
  return {
    learnt: mixed(spans.learnt.map(at)),
    judged: spans.judged.map((span) => ({ task: at(span), isLearnt: spans.learnt.includes(span) })),
  };
}
