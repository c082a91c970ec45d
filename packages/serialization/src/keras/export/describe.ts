import type { SequenceLayer } from '@sluice/cell';
import { ArgumentError, formatShape, sameShape, ShapeError, type Tensor } from '@sluice/math';
import { quote } from '../../text.js';

/** The weights of a part, by the names that it gives them itself. */
export type PartParams = Readonly<Record<string, Tensor>>;

/** A part of a layer as plain data, with its weights and where it stands. */
export interface PartDescription {
  /** `sequential[2]`, in messages. */
  readonly place: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly params: PartParams;
}

/** What a layer tells of one inside of it. */
interface Inner {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A layer as its parts, one after the other: those of `sequential`, also where one stands in another. */
export function flatten(layer: PartDescription): PartDescription[] {
  if (layer.kind !== 'sequential') return [layer];
  return (layer.options['parts'] as readonly Inner[]).flatMap((part, i) =>
    flatten(innerPart(layer, part, String(i), `${layer.place}[${i}]`)),
  );
}

/** A layer inside of another, whose weights have a name in front of theirs. */
export function innerPart(
  { params }: PartDescription,
  inner: unknown,
  prefix: string,
  place: string,
): PartDescription {
  const { kind, options } = inner as Inner;
  const start = prefix === '' ? '' : `${prefix}.`;
  const own = Object.entries(params)
    .filter(([name]) => name.startsWith(start))
    .map(([name, value]) => [name.slice(start.length), value] as const);
  return { place, kind, options, params: Object.fromEntries(own) };
}

/** Throws an error that names the part of the layer and what Keras cannot say. */
export function cannotSay({ place, kind }: Pick<PartDescription, 'place' | 'kind'>, problem: string): never {
  const where = place === kind ? kind : `${place} (${kind})`;
  throw new ArgumentError(`toKeras: ${where}: ${problem}.`);
}

/** Throws unless there is a tensor of the right shape for each of the layer's parameters, and no other. */
export function checkParams({ kind, params: specs }: SequenceLayer, params: PartParams): void {
  const unknown = Object.keys(params).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `toKeras: there are weights ${quote(unknown)}, but ${kind} has none of this name.`,
    );
  }
  for (const [name, { shape }] of Object.entries(specs)) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (!value) throw new ArgumentError(`toKeras: the weights ${quote(name)} of ${kind} are missing.`);
    if (value.dtype === 'f32' && sameShape(value.shape, shape)) continue;
    throw new ShapeError(
      `toKeras: the weights ${quote(name)} of ${kind} must be f32${formatShape(shape)}, but are ` +
        `${value.dtype}${formatShape(value.shape)}.`,
    );
  }
}
