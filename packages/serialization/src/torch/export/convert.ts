import type { Activation } from '@sluice/cell';
import { ArgumentError, type Tensor } from '@sluice/math';
import { copied, transposed } from '../transposed.js';
import { activationModule } from './activation-module.js';
import { describeSource, partOf, pythonCall, refuse, type Converted, type Source } from './converted.js';
import { isRecurrent, recurrentModule } from './recurrent-module.js';

type Convert = (source: Source) => Converted;

/** How each kind of layer is converted. */
const converters: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ['rnn', (source) => recurrentModule([source])!],
  ['lstm', (source) => recurrentModule([source])!],
  ['gru', (source) => recurrentModule([source])!],
  ['bidirectional', (source) => recurrentModule([source])!],
  ['sequential', sequentialModule],
  ['embedding', embeddingModule],
  ['linear', linearModule],
  ['layerNorm', layerNormModule],
  ['dropout', ({ layer }) => plain(pythonCall('nn.Dropout', [(layer.options as { rate: number }).rate]))],
  [
    'activation',
    (source) =>
      plain(activationModule(source, (source.layer.options as { activation: Activation }).activation)),
  ],
  ['last', lastModule],
]);

/**
 * Converts a layer to a module of PyTorch.
 *
 * @throws ArgumentError when PyTorch has none that computes the same.
 */
export function convert(source: Source): Converted {
  const converter = converters.get(source.layer.kind);
  if (converter) return converter(source);
  throw new ArgumentError(
    `toTorch: ${describeSource(source)} is of a kind that no module of PyTorch is like; there are ` +
      `${[...converters.keys()].join(', ')}. Write it with toOnnx, or keep it with writeModel.`,
  );
}

const plain = (module: string, notes: readonly string[] = []): Converted => ({ module, tensors: [], notes });

/** Layers of one form become one module of several layers; all others the parts of an `nn.Sequential`, by their index. */
function sequentialModule(source: Source): Converted {
  const { parts } = source.layer.options as { parts: readonly Source['layer'][] };
  const sources = parts.map((part, i) => partOf(source, String(i), part));
  const allRecurrent = parts.every(isRecurrent);
  const stack = allRecurrent ? recurrentModule(sources) : undefined;
  if (stack) return stack;
  const apart = `${describeSource(source)}: its parts differ in kind, sizes or options, so that each is a module of its own`;
  const converted = sources.map(convert);
  return {
    module: `nn.Sequential(${converted.map(({ module }) => module).join(', ')})`,
    tensors: converted.flatMap(({ tensors }, i) =>
      tensors.map(([name, tensor]) => [`${i}.${name}`, tensor] as const),
    ),
    notes: [...(allRecurrent ? [apart] : []), ...converted.flatMap(({ notes }) => notes)],
  };
}

function embeddingModule(source: Source): Converted {
  const { vocabularySize, size, maskZero } = source.layer.options as {
    vocabularySize: number;
    size: number;
    maskZero: boolean;
  };
  if (maskZero) refuse(source, 'maskZero: true', 'pack the sequences there, and give lengths here');
  return {
    module: pythonCall('nn.Embedding', [vocabularySize, size]),
    tensors: [['weight', copied(source.params['weight']!)]],
    notes: [],
  };
}

function linearModule({ layer, params }: Source): Converted {
  const { inputSize, outputSize, bias } = layer.options as {
    inputSize: number;
    outputSize: number;
    bias: boolean;
  };
  const { w, b } = params as Readonly<Record<string, Tensor | undefined>> & { w: Tensor };
  return {
    module: pythonCall('nn.Linear', [inputSize, outputSize], { bias: bias ? undefined : false }),
    tensors: [['weight', transposed(w)], ...(b ? [['bias', copied(b)] as const] : [])],
    notes: [],
  };
}

function layerNormModule({ layer, params }: Source): Converted {
  const { size, epsilon } = layer.options as { size: number; epsilon: number };
  return {
    module: pythonCall('nn.LayerNorm', [size], { eps: epsilon === 1e-5 ? undefined : epsilon }),
    tensors: [
      ['weight', copied(params['scale']!)],
      ['bias', copied(params['shift']!)],
    ],
    notes: [],
  };
}

function lastModule(source: Source): Converted {
  return plain('nn.Identity()', [
    `${describeSource(source)}: PyTorch has no such module; nn.Identity() keeps its place, where output[:, -1] is to be taken`,
  ]);
}
