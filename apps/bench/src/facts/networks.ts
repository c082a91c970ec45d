import { last, residual, sequential, type Cell, type SequenceLayer, type SizeOptions } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, embedding, layerNorm, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { indrnn, rnn } from '@sluice/rnn';
import { networkFor, type Task } from '@sluice/tasks';
import { cornn, lem, lru, mamba, minGru, slstm } from '@sluice/zoo';
import type { Trial } from './fact.js';

/** The cells that facts are about, by name; each takes the options of a trial beside its sizes. */
const cells = { cornn, gru, indrnn, lem, lru, lstm, mamba, minGru, rnn, slstm };

/** The name of a cell that facts are about. */
export type FactCell = keyof typeof cells;

/** The network that a trial trains. */
export function networkOf(task: Task, trial: Trial): SequenceLayer {
  const { cell, cellOptions, network, layers, hiddenSize } = trial;
  const create = (sizes: SizeOptions): Cell => cells[cell]({ ...sizes, ...cellOptions });
  if (network === 'plain') return networkFor(task, create, { hiddenSize, layers });
  const { input, answers, outputSize } = task;
  const recurrent = create({ inputSize: hiddenSize, hiddenSize });
  const block = residual(
    sequential(layerNorm(hiddenSize), recurrent, activation('gelu'), linear(hiddenSize, hiddenSize)),
  );
  return sequential(
    input.kind === 'tokens' ? embedding(input.count, hiddenSize) : linear(input.size, hiddenSize),
    ...(network === 'encoded' ? [activation('relu')] : []),
    ...Array<Cell>(layers).fill(network === 'encoded' ? recurrent : block),
    ...(answers === 'last' ? [last()] : []),
    linear(hiddenSize, outputSize),
  );
}
