import { Option } from 'commander';
import type { Trainer } from '@sluice/train';
import { integerOr } from './numbers.js';

/** On how many threads somebody wants to train: `'auto'` lets the machine and the size of a step say. */
export type WantedThreads = 'auto' | number;

/** More threads than this are a mistake, or an attack. */
export const mostThreads = 1024;

/** `--threads`, of every command that trains. */
export const threadsOption = (): Option =>
  new Option(
    '--threads <auto|number>',
    'on how many threads to train, auto for as many as are worth it; another number changes the last digits of the results',
  )
    .argParser(integerOr('auto', { atLeast: 1, atMost: mostThreads }))
    .default('auto');

/** `1 thread`, `2 threads`. */
export const countThreads = (threads: number): string => `${threads} ${threads === 1 ? 'thread' : 'threads'}`;

/** Why a training is on other threads than one would expect, as a sentence to add; empty where it is as expected. */
export function explainThreads(
  { threads, threadsReason }: Pick<Trainer, 'threads' | 'threadsReason'>,
  wanted: WantedThreads,
): string {
  const expected = wanted === 'auto' ? threads > 1 : threads === wanted;
  return expected ? '' : ` ${threadsReason}`;
}
