import type { Scaling } from '../cases/work.js';
import type { ScalingPoint, ScalingResult } from '../measure-scaling.js';
import { spreadOf, type Spread } from '../statistics.js';
import { formatCount, formatNumber, formatQuartiles, formatVerdict } from './format.js';
import { stepMilliseconds } from './ratios.js';
import { formatTable } from './table.js';

/** How far a measured exponent may stand over its limit: a step also does what does not grow. */
const exponentTolerance = 0.05;

const axisNames: Readonly<Record<Scaling['axis'], string>> = {
  timeSteps: 'T',
  batchSize: 'B',
  hiddenSize: 'H',
};

/** Writes how time grows along one axis, with the exponent p of time ~ sizeᵖ between neighbours. */
export function formatScaling({ work, points }: ScalingResult): string {
  const { axis, limit, base } = work;
  const letter = axisNames[axis];
  const rows = points.map((point, i) => {
    const time = spreadOf(point.readings.map(stepMilliseconds));
    const start = [`${letter} ${point.size}`, formatNumber(time.median), formatQuartiles(time)];
    const before = points[i - 1];
    if (before === undefined) return [...start, '', '', '', ''];
    const exponent = exponentBetween(before, point);
    const limited = before.size >= limit.from;
    return [
      ...start,
      exponent.median.toFixed(2),
      `${exponent.lowerQuartile.toFixed(2)} to ${exponent.upperQuartile.toFixed(2)}`,
      limited ? `≤ ${limit.exponent}` : '',
      limited ? formatVerdict(exponent.median <= limit.exponent + exponentTolerance) : '',
    ];
  });
  const others = (['timeSteps', 'batchSize', 'hiddenSize'] as const)
    .filter((each) => each !== axis)
    .map((each) => `${axisNames[each]} ${base[each]}`);
  const rounds = formatCount(points[0]!.readings.length, 'round');
  return [
    `### ${work.name}`,
    `LSTM training step against ${letter}, with ${others.join(', ')}, ${base.inputSize} inputs and ` +
      `${base.outputSize} outputs, one thread. ${rounds}.`,
    formatTable(['size', 'ms per step', 'quartiles', 'exponent', 'quartiles', 'target', 'reached'], rows),
  ].join('\n\n');
}

/** The exponent between two sizes, from the readings of the same rounds. */
export function exponentBetween(a: ScalingPoint, b: ScalingPoint): Spread {
  const growth = Math.log(b.size / a.size);
  return spreadOf(
    b.readings.map(
      (reading, i) => Math.log(stepMilliseconds(reading) / stepMilliseconds(a.readings[i]!)) / growth,
    ),
  );
}
