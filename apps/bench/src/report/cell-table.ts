import { sizeOf } from '@sluice/math';
import type { CellTraining } from '../cases/work.js';
import { createPackagedCell } from '../cells.js';
import type { WorkResult } from '../measure.js';
import { spreadOf } from '../statistics.js';
import { formatNumber, formatQuartiles } from './format.js';
import { ratioOf, stepMilliseconds } from './ratios.js';
import { formatTable } from './table.js';

type CellResult = WorkResult<CellTraining>;

/** Writes a table for each size, one row for a cell. */
export function formatCells(results: readonly CellResult[]): string[] {
  const sizes = new Set(results.map(({ work }) => work.hiddenSize));
  return [
    'The step of each cell is written in Python, one call of PyTorch for an operation, or for the few of them that have one ' +
      'together: a product with what is added to it, 1 − x, x · σ(x). What depends on weights alone stands before the loop over ' +
      'time; gradients are left to autograd, and Adam is `torch.optim.Adam`. Both begin with the same weights. "|Δ|" is the ' +
      'largest difference of the losses of the first steps, so PyTorch\'s autograd confirms the gradient of every cell. "÷ LSTM" ' +
      'is what a cell costs beside the LSTM of the same size in Sluice, "weights" counts its parameters.',
    ...[...sizes].flatMap((size) => formatSize(results.filter(({ work }) => work.hiddenSize === size))),
  ];
}

function formatSize(results: readonly CellResult[]): string[] {
  const { batchSize, timeSteps, inputSize, hiddenSize, outputSize } = results[0]!.work;
  const lstm = results.find(({ work }) => work.cell === 'lstm');
  const columns = [
    'cell',
    'weights',
    'Sluice, ms',
    'PyTorch, ms',
    'PyTorch ÷ Sluice',
    'quartiles',
    '÷ LSTM',
    '|Δ|',
  ];
  return [
    `### Hidden size ${hiddenSize}`,
    `Batch ${batchSize}, ${timeSteps} time steps, ${inputSize} inputs, ${outputSize} outputs; softmax cross-entropy at every time ` +
      'step, full BPTT, Adam; f32, one thread.',
    formatTable(
      columns,
      results.map((result) => formatRow(result, lstm && timeOf(lstm))),
    ),
    results
      .flatMap(({ work, absent }) =>
        absent.map(({ name, missing }) => `- ${work.name}: ${name} is missing: ${missing}`),
      )
      .join('\n'),
  ].filter((part) => part !== '');
}

function formatRow(result: CellResult, lstm: number | undefined): string[] {
  const { work, measurements } = result;
  const [ours, theirs] = measurements;
  const time = timeOf(result);
  const weights = Object.values(createPackagedCell(work).params).reduce(
    (sum, { shape }) => sum + sizeOf(shape),
    0,
  );
  const start = [work.cell, String(weights), formatNumber(time)];
  const cost = lstm === undefined ? '' : (time / lstm).toFixed(2);
  if (theirs === undefined) return [...start, 'missing', '', '', cost, ''];
  const { spread, target, reached } = ratioOf(work, theirs, ours!);
  const { same, difference } = theirs.comparison;
  return [
    ...start,
    formatNumber(spreadOf(theirs.readings.map(stepMilliseconds)).median),
    `${spread.median.toFixed(2)} ${reached ? '≥' : '**<**'} ${target}`,
    formatQuartiles(spread),
    cost,
    `${difference.toExponential(1)}${same ? '' : ' **NO**'}`,
  ];
}

const timeOf = ({ measurements }: CellResult): number =>
  spreadOf(measurements[0]!.readings.map(stepMilliseconds)).median;
