/**
 * Benchmark tasks for recurrent cells, each generated from a seed, with its baseline and what papers have published.
 *
 * @packageDocumentation
 */
export { adding, type AddingOptions } from './adding.js';
export { associativeRecall, type AssociativeRecallOptions } from './associative-recall.js';
export { characters, type CharactersOptions } from './characters.js';
export { copyMemory, type CopyMemoryOptions } from './copy-memory.js';
export { dyck, type DyckOptions } from './dyck.js';
export { exampleText, type ExampleText } from './example-text.js';
export { forecasting, type ForecastingOptions } from './forecasting.js';
export { hiddenSizeFor, type BudgetOptions } from './hidden-size-for.js';
export { mackeyGlass, type MackeyGlassOptions } from './mackey-glass.js';
export { mixed } from './mixed.js';
export { networkFor, type NetworkOptions } from './network.js';
export type { ChoiceOption, GivenOption, IntegerOption, OptionsOf, TaskOption } from './options.js';
export { parity, type ParityOptions } from './parity.js';
export { tasks, type TaskEntry, type TaskName } from './registry.js';
export { storyRecall, type StoryRecallOptions } from './story-recall.js';
export type {
  Baseline,
  ExampleOptions,
  Examples,
  Metric,
  Published,
  Split,
  Task,
  TaskInput,
} from './task.js';
export { temporalOrder, type TemporalOrderOptions } from './temporal-order.js';
