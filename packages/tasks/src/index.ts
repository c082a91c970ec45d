/**
 * Benchmark tasks for recurrent cells, each generated from a seed, with its baseline and what papers have published.
 *
 * @packageDocumentation
 */
export { adding, type AddingOptions } from './adding.js';
export { networkFor, type NetworkOptions } from './network.js';
export type { Baseline, ExampleOptions, Examples, Metric, Published, Task, TaskInput } from './task.js';
