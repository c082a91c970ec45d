import type { Activation } from '@sluice/cell';
import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import type { RecurrentKind } from '../module.js';
import { copied, transposed } from '../transposed.js';
import { describeSource, partOf, pythonCall, refuse, type Converted, type Source } from './converted.js';

/** The options of the three cells, as far as any of them has them. */
interface Options {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bias: boolean;
  readonly recurrentBias: boolean;
  readonly clip: number;
  readonly activation: Activation;
  readonly gateActivation?: Activation;
  readonly outputActivation?: Activation;
  readonly projectionSize?: number;
  readonly peepholes?: boolean;
  readonly coupledGates?: boolean;
  readonly forgetGate?: boolean;
  readonly layerNorm?: boolean;
  readonly cellClip?: number;
  readonly resetAfter?: boolean;
}

/** A cell that PyTorch has. */
interface TorchCell {
  readonly source: Source;
  readonly kind: RecurrentKind;
  readonly options: Options;
}

/** One layer of a stack: a direction, or both. */
type Level = readonly TorchCell[];

const isCell = (kind: string): kind is RecurrentKind => kind === 'rnn' || kind === 'lstm' || kind === 'gru';

/** Whether the layer is a cell that PyTorch has, or such a cell in both directions. */
export const isRecurrent = ({ kind }: Source['layer']): boolean => isCell(kind) || kind === 'bidirectional';

/** Converts recurrent layers, one above the other, to one module; undefined where no single module is like them. */
export function recurrentModule(sources: readonly Source[]): Converted | undefined {
  const levels = sources.map(readLevel);
  const first = levels[0]![0]!;
  const { hiddenSize, projectionSize = 0 } = first.options;
  const outputSize = levels[0]!.length * (projectionSize > 0 ? projectionSize : hiddenSize);
  const fits = levels.every(
    (level, i) =>
      level.length === levels[0]!.length &&
      form(level[0]!) === form(first) &&
      (i === 0 || level[0]!.options.inputSize === outputSize),
  );
  if (!fits) return undefined;
  return {
    module: moduleCode(first, levels),
    tensors: levels.flatMap((level, layer) =>
      level.flatMap((cell, direction) => tensorsOf(cell, `_l${layer}${direction === 1 ? '_reverse' : ''}`)),
    ),
    notes: levels.flat().flatMap(biasNotes),
  };
}

function readLevel(source: Source): Level {
  const { kind, options } = source.layer;
  if (isCell(kind)) return [readCell(source, kind)];
  const { forward, backward, merge } = options as Record<'forward' | 'backward', Source['layer']> & {
    merge: string;
  };
  if (merge !== 'concat')
    refuse(source, `merge: '${merge}'`, "PyTorch puts both directions side by side, merge: 'concat'");
  const cells = Object.entries({ forward, backward }).map(([name, layer]) => {
    const part = partOf(source, name, layer);
    if (isCell(layer.kind)) return readCell(part, layer.kind);
    throw new ArgumentError(
      `toTorch: ${describeSource(part)} is run in one of two directions, which PyTorch does for rnn, lstm and gru only.`,
    );
  });
  const [there, back] = cells.map((cell) => form(cell));
  if (there === back) return cells;
  return refuse(
    source,
    `directions that differ, ${there} forward and ${back} backward`,
    'both directions of a module have one kind and the same options',
  );
}

/** A cell, after making sure that PyTorch's computes the same. */
function readCell(source: Source, kind: RecurrentKind): TorchCell {
  const options = source.layer.options as Options;
  if (!source.params['wx'] || !source.params['wh']) {
    throw new ArgumentError(
      `toTorch: ${describeSource(source)} has the name of a cell of Sluice, but other parameters.`,
    );
  }
  const tanh = kind === 'rnn' && isPlain(options.activation, 'relu') ? 'relu' : 'tanh';
  const fixed: readonly (readonly [name: keyof Options, right: boolean])[] = [
    ['activation', isPlain(options.activation, tanh)],
    ['outputActivation', isPlain(options.outputActivation ?? 'tanh', 'tanh')],
    ['gateActivation', isPlain(options.gateActivation ?? 'sigmoid', 'sigmoid')],
    ['peepholes', !options.peepholes],
    ['coupledGates', !options.coupledGates],
    ['forgetGate', options.forgetGate ?? true],
    ['layerNorm', !options.layerNorm],
    ['cellClip', !options.cellClip],
    ['resetAfter', options.resetAfter ?? true],
    ['clip', !options.clip],
    ['projectionSize', (options.projectionSize ?? 0) < options.hiddenSize],
  ];
  for (const [name, right] of fixed) {
    if (right) continue;
    const why =
      name === 'projectionSize'
        ? `, no smaller than its hiddenSize ${options.hiddenSize}`
        : name === 'activation' && kind === 'rnn'
          ? ", neither 'tanh' nor 'relu'"
          : '';
    refuse(
      source,
      `${name}: ${JSON.stringify(options[name])}${why}`,
      'such a cell can be written with toOnnx, or kept with writeModel',
    );
  }
  return { source, kind, options };
}

const isPlain = (activation: Activation, name: string): boolean =>
  activation === name || (typeof activation === 'object' && activation.name === name);

/** What all layers and directions of a module have in common, as a text to compare and to print. */
function form({ kind, options }: TorchCell): string {
  const { hiddenSize, projectionSize = 0, bias } = options;
  return [
    `${kind} with hiddenSize: ${hiddenSize}`,
    ...(projectionSize > 0 ? [`projectionSize: ${projectionSize}`] : []),
    ...(kind === 'rnn' ? [`activation: '${nonlinearity(options)}'`] : []),
    `bias: ${bias}`,
  ].join(', ');
}

const nonlinearity = ({ activation }: Options): string => (isPlain(activation, 'relu') ? 'relu' : 'tanh');

function moduleCode({ kind, options }: TorchCell, levels: readonly Level[]): string {
  const { inputSize, hiddenSize, projectionSize = 0, bias } = options;
  return pythonCall(`nn.${kind.toUpperCase()}`, [inputSize, hiddenSize], {
    num_layers: levels.length > 1 ? levels.length : undefined,
    nonlinearity: kind === 'rnn' && nonlinearity(options) === 'relu' ? 'relu' : undefined,
    bias: bias ? undefined : false,
    batch_first: true,
    bidirectional: levels[0]!.length > 1 ? true : undefined,
    proj_size: projectionSize > 0 ? projectionSize : undefined,
  });
}

function tensorsOf({ source: { params }, kind, options }: TorchCell, suffix: string): Converted['tensors'] {
  const { wx, wh, wp, b, bh, c } = params as Readonly<Record<string, Tensor | undefined>> &
    Record<'wx' | 'wh', Tensor>;
  const named: (readonly [string, Tensor])[] = [
    ['weight_ih', transposed(wx)],
    ['weight_hh', transposed(wh)],
  ];
  if (b)
    named.push(
      ['bias_ih', copied(b)],
      ['bias_hh', bh ? copied(bh) : secondBias(b, kind === 'gru' ? c : undefined)],
    );
  if (wp && options.projectionSize) named.push(['weight_hr', transposed(wp)]);
  return named.map(([name, value]) => [`${name}${suffix}`, value]);
}

/** Zeros, since the one bias is in the first; but the part of a GRU's candidate that the reset gate scales belongs here. */
function secondBias({ shape, data }: Tensor, candidate: Tensor | undefined): Tensor {
  const zeros = new Float32Array(data.length);
  if (candidate) zeros.set(candidate.data, zeros.length - candidate.data.length);
  return tensor(zeros, shape);
}

function biasNotes({ source, kind, options: { bias, recurrentBias } }: TorchCell): string[] {
  if (!bias || recurrentBias) return [];
  const but = kind === 'gru' ? ', but for the last part, which is c' : '';
  return [
    `${describeSource(source)}: its one bias is bias_ih, and bias_hh is zeros${but}. PyTorch trains both, so that training goes ` +
      `on differently there`,
  ];
}
