import { adding, addingOptions } from './adding.js';
import { associativeRecall, associativeRecallOptions } from './associative-recall.js';
import { characters, charactersOptions } from './characters.js';
import { copyMemory, copyMemoryOptions } from './copy-memory.js';
import { dyck, dyckOptions } from './dyck.js';
import { forecasting, forecastingOptions } from './forecasting.js';
import type { OptionsOf } from './options.js';
import { parity, parityOptions } from './parity.js';
import { storyRecall, storyRecallOptions } from './story-recall.js';
import type { Task } from './task.js';
import { temporalOrder, temporalOrderOptions } from './temporal-order.js';

/** How a task is made, and of what. */
export interface TaskEntry<O> {
  readonly create: (options: O) => Task;
  /** What each option is, its default and its range: plain data, for a form or for flags. */
  readonly options: OptionsOf<O>;
}

const entry = <O>(create: (options: O) => Task, options: OptionsOf<O>): TaskEntry<O> => ({ create, options });

/**
 * Every task by its name. The command line and the demo read this list.
 *
 * @example
 * ```ts
 * import { tasks } from '@sluice/tasks';
 * const task = tasks.adding.create({ length: 100 });
 * tasks.adding.options.length; // { kind: 'integer', default: 200, atLeast: 2, about: 'number of steps of a sequence' }
 * ```
 */
export const tasks = {
  adding: entry(adding, addingOptions),
  copyMemory: entry(copyMemory, copyMemoryOptions),
  temporalOrder: entry(temporalOrder, temporalOrderOptions),
  parity: entry(parity, parityOptions),
  dyck: entry(dyck, dyckOptions),
  associativeRecall: entry(associativeRecall, associativeRecallOptions),
  storyRecall: entry(storyRecall, storyRecallOptions),
  characters: entry(characters, charactersOptions),
  forecasting: entry(forecasting, forecastingOptions),
} as const;

/** The name of a task. */
export type TaskName = keyof typeof tasks;
