import type { StartValues } from '@sluice/cell';
import type { FlowSettings } from './settings.js';

/** The option `initial` of a cell. PyTorch's start draws the biases too, so there is no forget bias beside it. */
export function startValuesOf({
  start,
  gain,
  biases,
  bias: keeps,
  steps,
}: Pick<FlowSettings, 'start' | 'gain' | 'biases' | 'bias' | 'steps'>): StartValues {
  const bias = biases === 'chrono' ? { name: biases, longest: steps } : { name: biases, bias: keeps };
  if (start === 'torch') return biases === 'chrono' ? { family: start, bias } : start;
  if (start === 'orthogonal' && gain === 1) return { bias };
  return { recurrent: { name: start, gain }, bias };
}
