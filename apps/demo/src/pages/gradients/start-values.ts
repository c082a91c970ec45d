import type { StartValues } from '@sluice/cell';
import type { FlowSettings } from './settings.js';

/** The option `initial` of a cell; undefined where everything starts as the cell has it. */
export function startValuesOf({
  start,
  gain,
  biases,
  steps,
}: Pick<FlowSettings, 'start' | 'gain' | 'biases' | 'steps'>): StartValues | undefined {
  const bias = biases === 'own' ? undefined : biases === 'chrono' ? { name: biases, longest: steps } : biases;
  if (start === 'torch') return bias ? { family: start, bias } : start;
  if (start === 'orthogonal' && gain === 1) return bias && { bias };
  return { recurrent: { name: start, gain }, ...(bias && { bias }) };
}
