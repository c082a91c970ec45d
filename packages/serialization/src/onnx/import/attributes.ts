import { FormatError } from '../../format-error.js';
import { decodeUtf8, quote } from '../../text.js';
import type { AttributeProto, GraphProto, NodeProto, TensorProto } from '../proto/messages.js';

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

  int(name: string): number | undefined;
  int(name: string, otherwise: number): number;
  int(name: string, otherwise?: number): number | undefined {
    const value = this.#byName.get(name);
    return value ? (value.i ?? zeroOf(value, 2, 'an integer')) : otherwise;
  }

  float(name: string): number | undefined;
  float(name: string, otherwise: number): number;
  float(name: string, otherwise?: number): number | undefined {
    const value = this.#byName.get(name);
    return value ? (value.f ?? zeroOf(value, 1, 'a number')) : otherwise;
  }

  string(name: string, otherwise: string): string {
    const value = this.#byName.get(name);
    return value ? decodeUtf8(value.s ?? mistyped(value, 'a text'), `The attribute ${name}`) : otherwise;
  }

  ints(name: string): number[] | undefined {
    const value = this.#byName.get(name);
    return value && Array.from(value.ints);
  }

  floats(name: string): number[] | undefined {
    const value = this.#byName.get(name);
    return value && Array.from(value.floats);
  }

  strings(name: string): string[] | undefined {
    const value = this.#byName.get(name);
    return value?.strings.map((text) => decodeUtf8(text, `The attribute ${name}`));
  }

  tensor(name: string): TensorProto | undefined {
    const value = this.#byName.get(name);
    return value && (value.t ?? mistyped(value, 'a tensor'));
  }

  graph(name: string): GraphProto | undefined {
    const value = this.#byName.get(name);
    return value && (value.g ?? mistyped(value, 'a graph'));
  }
}

/** Some writers leave a zero out, so that only the type says that there is a number. */
function zeroOf(attribute: AttributeProto, type: number, expected: string): number {
  return attribute.type === type ? 0 : mistyped(attribute, expected);
}

function mistyped({ name }: AttributeProto, expected: string): never {
  throw new FormatError(`The attribute ${quote(name)} must be ${expected}.`);
}
