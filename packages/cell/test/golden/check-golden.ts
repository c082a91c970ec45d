import { literal, sizeOf, tensor, type Numbers } from '@sluice/math';
import { bidirectional, isCell, sequential, type Cell, type SequenceLayer } from '../../src/index.js';
import { checkAllClose, checkClose, type Tolerance } from '../../src/testing/assert.js';
import { compiled, computeGradients, compute, double, reference, type Backend } from '../../src/testing/compute.js';
import { mapValues, prefixed } from '../../src/names.js';
import { range, type NamedNumbers } from '../../src/testing/numbers.js';
import { stepped, unrolled } from '../../src/testing/subject.js';
import type { GoldenCase } from './golden-case.js';
import { isSingle, type TorchConfig } from './layout.js';

/** The backends that must give PyTorch's numbers, and how closely. */
export const goldenBackends: readonly (Backend & { readonly tolerance: Tolerance })[] = [
  { ...double, tolerance: { absolute: 1e-10, relative: 0 } },
  { ...reference, tolerance: { absolute: 2e-6, relative: 1e-5 } },
  { ...compiled, tolerance: { absolute: 2e-6, relative: 1e-5 } },
];

/** Options that all three families share. */
export interface SharedOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bias: boolean;
  readonly recurrentBias: boolean;
}

/** Throws unless a cell gives PyTorch's outputs, states, loss and gradients. */
export function checkGolden(
  golden: GoldenCase,
  makeCell: (options: SharedOptions, config: TorchConfig) => Cell,
  { tolerance, ...backend }: (typeof goldenBackends)[number],
): void {
  const { config, lossWeights, results, gradients, loss } = golden;
  const biases = { bias: config.bias ?? true, recurrentBias: Object.keys(golden.inputs).some((name) => /[.]bh$/.test(name)) };
  const layer = stack(config, (sizes) => makeCell({ ...sizes, ...biases }, config));
  const inputs = { ...zeroStates(layer, config), ...golden.inputs };
  const run = isSingle(config) && isCell(layer) ? stepped(layer) : unrolled(layer);
  const computed = compute(inputs, run, backend);
  checkAllClose('results', keep(results, computed), results, tolerance);

  const weighted = computeGradients(
    inputs,
    (values) => {
      const own = run(values);
      const terms = Object.entries(lossWeights).map(([name, { shape, data }]) =>
        own[name]!.mul(literal(tensor(Float32Array.from(data), shape))).sum(),
      );
      return terms.reduce((sum, term) => sum.add(term));
    },
    backend,
  );
  checkClose('loss', scalar(weighted.value), scalar(loss), tolerance);
  checkAllClose('gradients', keep(gradients, weighted.gradients), gradients, tolerance);
}

/** PyTorch's layers, one on the other, in one direction or both. */
function stack(
  { num_layers = 1, bidirectional: both, input_size, hidden_size, proj_size = 0 }: TorchConfig,
  makeCell: (sizes: Pick<SharedOptions, 'inputSize' | 'hiddenSize'>) => Cell,
): SequenceLayer {
  const outputSize = (both ? 2 : 1) * (proj_size || hidden_size);
  const layers = range(0, num_layers).map((i) => {
    const cell = makeCell({ inputSize: i === 0 ? input_size : outputSize, hiddenSize: hidden_size });
    return both ? bidirectional(cell) : cell;
  });
  return layers.length > 1 ? sequential(...layers) : layers[0]!;
}

/** Where PyTorch is given no state, it starts with zeros. */
const zeroStates = ({ state }: SequenceLayer, { batch }: TorchConfig): NamedNumbers =>
  prefixed(
    'state',
    mapValues(state, (shape): Numbers => {
      const own = [Math.max(1, batch), ...shape];
      return { shape: own, dtype: 'f32', data: new Float64Array(sizeOf(own)) };
    }),
  );

const scalar = (value: number): Numbers => ({ shape: [], dtype: 'f32', data: Float64Array.of(value) });

/** Only the names that are expected. */
const keep = (expected: NamedNumbers, computed: NamedNumbers): NamedNumbers =>
  Object.fromEntries(Object.entries(computed).filter(([name]) => name in expected));
