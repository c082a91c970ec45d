import type { LayerDescription } from '../../model/build-layer.js';
import { ArgumentError, type Tensor } from '@sluice/math';

/** A layer as PyTorch has it. */
export interface Converted {
  /** The code that makes the module: `nn.Linear(4, 3)`. */
  readonly module: string;
  /** Its state dict, in PyTorch's order. */
  readonly tensors: readonly (readonly [name: string, tensor: Tensor])[];
  /** What a person should know, without the full stop. */
  readonly notes: readonly string[];
}

/** A layer to convert: what it is, its parameters, and where it stands, for messages. */
export interface Source {
  readonly layer: LayerDescription;
  readonly params: Readonly<Record<string, Tensor>>;
  /** `part 1.forward`, or nothing for the whole layer. */
  readonly where: string;
}

/** `part 1 (lstm)`, or `the layer (lstm)`. */
export const describeSource = ({ layer: { kind }, where }: Source): string =>
  `${where || 'the layer'} (${kind})`;

/** The parameters of a part, without the part's name in theirs. */
export function partOf({ params, where }: Source, name: string, layer: LayerDescription): Source {
  const prefix = `${name}.`;
  const own = Object.entries(params).filter(([full]) => full.startsWith(prefix));
  return {
    layer,
    params: Object.fromEntries(own.map(([full, tensor]) => [full.slice(prefix.length), tensor])),
    where: where ? `${where}.${name}` : `part ${name}`,
  };
}

/** Throws an ArgumentError that names the layer and what about it PyTorch does not have. */
export function refuse(source: Source, what: string, advice: string): never {
  throw new ArgumentError(
    `toTorch: ${describeSource(source)} has ${what}, which no module of PyTorch has; ${advice}.`,
  );
}

/** Arguments of a call in Python, those by name only where they are not the defaults. */
export function pythonCall(
  name: string,
  positional: readonly (number | string)[],
  named: Readonly<Record<string, number | string | boolean | undefined>> = {},
): string {
  const parts = Object.entries(named).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${python(value)}`],
  );
  return `${name}(${[...positional.map(python), ...parts].join(', ')})`;
}

function python(value: number | string | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? `'${value}'` : String(value);
}
