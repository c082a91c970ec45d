import { outputSpec, sequential } from '@sluice/cell';
import { crossEntropy, linear } from '@sluice/layers';
import { sizeOf } from '@sluice/math';
import { explainTraining } from '@sluice/train';
import type { CellTraining } from '../cases/work.js';
import { createPackagedCell } from '../cells.js';
import type { Measurement, WorkResult } from '../measure.js';
import { spreadOf } from '../statistics.js';
import { formatNumber, formatQuartiles } from './format.js';
import { processorMilliseconds, ratioOf, stepMilliseconds } from './ratios.js';
import { formatTable } from './table.js';

type CellResult = WorkResult<CellTraining>;

/** Writes a row for each cell: a table of all sizes, then one of each with what stands behind it. */
export function formatCells(results: readonly CellResult[]): string[] {
  const sizes = [...new Set(results.map(({ work }) => work.hiddenSize))];
  const missing = results.flatMap(({ work, absent }) =>
    absent.map((absence) => `- ${work.name}: ${absence.name} is missing: ${absence.missing}`),
  );
  return [
    'A training step of each cell, and the same equations as a loop in Python: one call of PyTorch for an operation, or for ' +
      'the few that have one together. What depends on weights alone stands before the loop; gradients are left to autograd, ' +
      'and Adam is `torch.optim.Adam`. Ratios are of the time that each computed ("CPU"), in the same round: both have one ' +
      'thread, and what else the machine does moves it less. "Alone" is the ratio without what `none` takes, a step without a ' +
      'cell: the linear layer, the loss, and Adam for the two. "÷ LSTM" is what a cell costs in Sluice beside the LSTM of the ' +
      "same size. Weights are the cell's own, at the largest size.",
    formatSummary(results, sizes),
    ...sizes.flatMap((size) => formatSize(results.filter(({ work }) => work.hiddenSize === size))),
    ...(missing.length > 0 ? [missing.join('\n')] : []),
  ];
}

function formatSummary(results: readonly CellResult[], sizes: readonly number[]): string {
  const at = (cell: string, size: number): CellResult | undefined =>
    results.find(({ work }) => work.cell === cell && work.hiddenSize === size);
  const columns = sizes.flatMap((size) => [`PyTorch ÷ Sluice, H ${size}`, 'alone', '÷ LSTM']);
  const rows = [...new Set(results.map(({ work }) => work.cell))].map((cell) => {
    const own = sizes.map((size) => at(cell, size));
    const largest = (own.at(-1) ?? own[0])!;
    return [
      cell,
      String(countWeights(largest.work)),
      ...sizes.flatMap((size, i) => formatCost(own[i], at('none', size), at('lstm', size))),
    ];
  });
  return formatTable(['cell', 'weights', ...columns], rows);
}

/** The ratio, that of the cell alone, and the cost beside an LSTM. */
function formatCost(
  result: CellResult | undefined,
  none: CellResult | undefined,
  lstm: CellResult | undefined,
): string[] {
  if (result === undefined) return ['', '', ''];
  const [ours, theirs] = processorTimes(result);
  const [oursAround, theirsAround] = none ? processorTimes(none) : [];
  const [lstmOurs] = lstm ? processorTimes(lstm) : [];
  const isKnown = theirs !== undefined && oursAround !== undefined && theirsAround !== undefined;
  return [
    formatRatio(result),
    isKnown && result !== none ? ((theirs - theirsAround) / (ours! - oursAround)).toFixed(1) : '',
    lstmOurs === undefined ? '' : (ours! / lstmOurs).toFixed(2),
  ];
}

function formatRatio({ work, measurements: [ours, theirs] }: CellResult): string {
  if (theirs === undefined) return 'missing';
  const { spread, target, reached } = ratioOf(work, theirs, ours!, processorMilliseconds);
  const figure = spread.median.toFixed(2);
  return target === undefined ? figure : `${figure} ${reached ? '≥' : '**<**'} ${target}`;
}

function formatSize(results: readonly CellResult[]): string[] {
  const { batchSize, timeSteps, inputSize, hiddenSize, outputSize } = results[0]!.work;
  const columns = ['cell', 'MFLOP', 'Sluice, ms', 'CPU ms', 'GFLOP/s', 'PyTorch, ms', 'CPU ms', 'GFLOP/s'];
  return [
    `### Every cell, hidden size ${hiddenSize}`,
    `Batch ${batchSize}, ${timeSteps} time steps, ${inputSize} inputs, ${outputSize} outputs; softmax cross-entropy at every ` +
      'time step, full BPTT, Adam; f32, one thread. MFLOP are those of the products of matrices that our compiler is left ' +
      'with. "|Δ|" is the largest difference of the losses of the first steps, from the same weights.',
    formatTable([...columns, 'CPU ÷ CPU', 'quartiles', 'rounds', '|Δ|'], results.map(formatRow)),
  ];
}

function formatRow({ work, measurements: [ours, theirs] }: CellResult): string[] {
  const operations = countProducts(work);
  const timed = ({ readings }: Measurement): string[] => {
    const processor = spreadOf(readings.map(processorMilliseconds)).median;
    return [
      formatNumber(spreadOf(readings.map(stepMilliseconds)).median),
      formatNumber(processor),
      (operations / processor / 1e6).toFixed(1),
    ];
  };
  const start = [work.cell, (operations / 1e6).toFixed(0), ...timed(ours!)];
  if (theirs === undefined) return [...start, 'missing', '', '', '', '', '', ''];
  const { spread } = ratioOf(work, theirs, ours!, processorMilliseconds);
  const { same, difference } = theirs.comparison;
  return [
    ...start,
    ...timed(theirs),
    spread.median.toFixed(2),
    formatQuartiles(spread),
    String(theirs.readings.length),
    `${difference.toExponential(1)}${same ? '' : ' **NO**'}`,
  ];
}

/** Medians of ours and, where it took part, of PyTorch. */
const processorTimes = ({ measurements }: CellResult): number[] =>
  measurements.map(({ readings }) => spreadOf(readings.map(processorMilliseconds)).median);

const countWeights = (work: CellTraining): number =>
  Object.values(createPackagedCell(work).params).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Floating-point operations of the products in a step. */
function countProducts(work: CellTraining): number {
  const cell = createPackagedCell(work);
  const [width] = outputSpec(cell, cell.input!)!.shape as [number];
  const network = sequential(cell, linear(width, work.outputSize));
  return explainTraining(network, { ...work, loss: crossEntropy() }).operations;
}
