import { FormatError } from '../../format-error.js';
import { decodeUtf8, quote } from '../../text.js';
import {
  attributeTypes,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from '../proto/messages.js';

/** The attributes of a node by name, each read as the type that it should have. */
export class Attributes {
  readonly #byName: ReadonlyMap<string, AttributeProto>;

  /** @param call - in the body of a function: the attributes that its call was given. */
  constructor({ attribute }: Pick<NodeProto, 'attribute'>, call?: Attributes) {
    this.#byName = new Map(
      attribute.flatMap((each) => {
        const given = each.refAttrName === '' ? each : call && call.#byName.get(each.refAttrName);
        return given ? [[each.name, given] as const] : [];
      }),
    );
  }

  /** The same, with values for those that are not there. */
  withDefaults(defaults: readonly AttributeProto[]): Attributes {
    return new Attributes({
      attribute: [
        ...defaults,
        ...[...this.#byName].map(([name, attribute]) => ({ ...attribute, name, refAttrName: '' })),
      ],
    });
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** The names that are there. */
  names(): string[] {
    return [...this.#byName.keys()];
  }

  int(name: string): number | undefined;
  int(name: string, otherwise: number): number;
  int(name: string, otherwise?: number): number | undefined {
    const value = this.#get(name, 'int');
    return value ? (value.i ?? 0) : otherwise;
  }

  float(name: string): number | undefined;
  float(name: string, otherwise: number): number;
  float(name: string, otherwise?: number): number | undefined {
    const value = this.#get(name, 'float');
    return value ? (value.f ?? 0) : otherwise;
  }

  string(name: string, otherwise: string): string {
    const value = this.#get(name, 'string');
    return value ? decodeUtf8(value.s ?? new Uint8Array(), `The attribute ${name}`) : otherwise;
  }

  ints(name: string): number[] | undefined {
    const value = this.#get(name, 'ints');
    return value && Array.from(value.ints);
  }

  floats(name: string): number[] | undefined {
    const value = this.#get(name, 'floats');
    return value && Array.from(value.floats);
  }

  strings(name: string): string[] | undefined {
    const value = this.#get(name, 'strings');
    return value?.strings.map((text) => decodeUtf8(text, `The attribute ${name}`));
  }

  tensor(name: string): TensorProto | undefined {
    return this.#get(name, 'tensor')?.t;
  }

  graph(name: string): GraphProto | undefined {
    return this.#get(name, 'graph')?.g;
  }

  /** An attribute of a type; some writers leave the type out, and others the number where it is 0. */
  #get(name: string, type: keyof typeof fields): AttributeProto | undefined {
    const value = this.#byName.get(name);
    if (!value) return undefined;
    const field = value[fields[type]];
    const isThere =
      field !== undefined && (typeof field !== 'object' || !('length' in field) || field.length > 0);
    const fits = value.type ? value.type === attributeTypes[type] : isThere;
    const needs = type === 'tensor' || type === 'graph';
    if (fits && (isThere || !needs)) return value;
    throw new FormatError(`The attribute ${quote(name)} is no ${type}.`);
  }
}

/** Where a value of each type stands. */
const fields = {
  int: 'i',
  float: 'f',
  string: 's',
  tensor: 't',
  graph: 'g',
  ints: 'ints',
  floats: 'floats',
  strings: 'strings',
} as const;
