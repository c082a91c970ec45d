import { formatShape, sameShape, type Shape, type Tensor } from '@sluice/math';
import { FormatError } from '../format-error.js';
import { quote } from '../text.js';
import { messageStart, partName, parts, type Part, type PartName, type Place } from './places.js';

/** How many gates stand side by side in the matrices of each kind. */
const gates = { rnn: 1, gru: 3, lstm: 4 } as const;

export type RecurrentKind = keyof typeof gates;

const labels: Readonly<Record<RecurrentKind, string>> = { rnn: 'an RNN', gru: 'a GRU', lstm: 'an LSTM' };

/** The weights of one layer in one direction. */
export type DirectionWeights = Readonly<Record<'weight_ih' | 'weight_hh', Tensor>> &
  Readonly<Partial<Record<'bias_ih' | 'bias_hh' | 'weight_hr', Tensor>>>;

/** A recurrent module, all that its weights say of it. */
export interface TorchModule {
  readonly kind: RecurrentKind;
  readonly hiddenSize: number;
  /** 0 where there is no projection. */
  readonly projectionSize: number;
  readonly bias: boolean;
  /** The weights of each layer, forward and perhaps backward. */
  readonly layers: readonly (readonly DirectionWeights[])[];
}

/**
 * Reads kind and sizes off the shapes of a module's weights.
 *
 * @throws FormatError when parts are missing, or shapes do not fit together.
 */
export function readModule(place: Place): TorchModule {
  const layers = arrange(place);
  const first = layers[0]![0]!;
  const { kind, hiddenSize, projectionSize } = readSizes(place, first);
  const rows = gates[kind] * hiddenSize;
  const outputSize = projectionSize || hiddenSize;
  layers.forEach((directions, layer) => {
    const inputSize = layer === 0 ? first.weight_ih.shape[1]! : directions.length * outputSize;
    const expected: Readonly<Record<PartName, Shape>> = {
      weight_ih: [rows, inputSize],
      weight_hh: [rows, outputSize],
      bias_ih: [rows],
      bias_hh: [rows],
      weight_hr: [projectionSize, hiddenSize],
    };
    const given = layer === 0 ? '' : ` whose layer ${layer - 1} gives ${inputSize} numbers`;
    const why = `in ${labels[kind]} with a hidden size of ${hiddenSize}${given}`;
    directions.forEach((weights, direction) => {
      for (const [part, { shape }] of Object.entries(weights) as [PartName, Tensor][]) {
        if (sameShape(shape, expected[part])) continue;
        const name = quote(partName(place, part, layer, direction));
        fail(place, `${name} must be ${formatShape(expected[part])} ${why}, but is ${formatShape(shape)}`);
      }
    });
  });
  return { kind, hiddenSize, projectionSize, bias: first.bias_ih !== undefined, layers };
}

/** Sorts the parts by layer and direction, and makes sure that every layer has what the first one has. */
function arrange(place: Place): DirectionWeights[][] {
  const odd = place.parts.find(({ layer }) => (layer === undefined) !== place.isCell);
  if (odd) {
    fail(
      place,
      `${quote(place.parts[0]!.name)} is named like a cell's and ${quote(odd.name)} like a module's, or the other way`,
    );
  }
  const have = new Map(place.parts.map((part) => [part.name, part]));
  const count = 1 + place.parts.reduce((last, { layer = 0 }) => Math.max(last, layer), 0);
  const has = (wanted: (part: Part) => boolean): boolean => place.parts.some(wanted);
  const directions = has(({ reverse }) => reverse) ? [0, 1] : [0];
  const needed = parts.filter((part) => {
    if (part === 'weight_ih' || part === 'weight_hh') return true;
    return part === 'weight_hr' ? has((p) => p.part === part) : has((p) => p.part.startsWith('bias'));
  });
  return Array.from({ length: Math.min(count, place.parts.length) }, (_, layer) =>
    directions.map((direction) => {
      const weights = needed.map((part) => {
        const name = partName(place, part, layer, direction);
        const found =
          have.get(name) ??
          fail(place, `${quote(name)} is missing; ${whyMissing(place, name)}there are ${listNames(place)}`);
        checkTensor(place, found);
        return [part, found.tensor] as const;
      });
      return Object.fromEntries(weights) as unknown as DirectionWeights;
    }),
  );
}

function checkTensor(place: Place, { name, part, tensor: { dtype, shape } }: Part): void {
  const rank = part.startsWith('weight') ? 2 : 1;
  if (dtype === 'f32' && shape.length === rank && !shape.includes(0)) return;
  fail(
    place,
    `${quote(name)} must be a ${rank === 2 ? 'matrix' : 'vector'} of f32 that is not empty, but is ${dtype}${formatShape(shape)}`,
  );
}

function readSizes(
  place: Place,
  { weight_hh: recurrent, weight_hr: projection }: DirectionWeights,
): Pick<TorchModule, 'kind' | 'hiddenSize' | 'projectionSize'> {
  const [rows, columns] = recurrent.shape as [number, number];
  const hiddenSize = projection ? projection.shape[1]! : columns;
  const kind = (Object.keys(gates) as RecurrentKind[]).find((one) => rows === gates[one] * hiddenSize);
  const name = quote(partName(place, 'weight_hh', 0, 0));
  if (!kind) {
    return fail(
      place,
      `${name} is ${formatShape(recurrent.shape)}, so that there are ${rows} rows for a hidden size of ${hiddenSize}; ` +
        `an RNN has as many, a GRU 3 times and an LSTM 4 times as many`,
    );
  }
  if (projection && kind !== 'lstm') {
    return fail(place, `${name} is of the size that ${labels[kind]} has, but only an LSTM has a weight_hr`);
  }
  return { kind, hiddenSize, projectionSize: projection ? projection.shape[0]! : 0 };
}

/** A norm of weights is undone exactly where it was made, and only there is it known which one it is. */
const whyMissing = ({ computed }: Place, name: string): string =>
  computed.has(name)
    ? `PyTorch computes it by weight_norm or the like: before saving the state dict, call ` +
      `torch.nn.utils.remove_weight_norm(module, '${name}'), or torch.nn.utils.parametrize.remove_parametrizations; `
    : '';

function listNames(place: Place): string {
  const names = place.parts.slice(0, 12).map(({ name }) => quote(name));
  return names.join(', ') + (place.parts.length > 12 ? ', …' : '');
}

function fail(place: Place, problem: string): never {
  throw new FormatError(`${messageStart(place)}${problem}.`);
}
