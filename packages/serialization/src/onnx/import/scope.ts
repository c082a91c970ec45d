import type { GraphProto, TensorProto } from '../proto/messages.js';
import { dtypeOf, typeName } from '../proto/tensor.js';
import { known, unknown, type Item } from './item.js';
import type { OnnxModel } from './model.js';

/** The values that a graph can read by name: its own, and those of the graphs around it. */
export class Scope {
  readonly #items = new Map<string, Item>();
  readonly #tensors: ReadonlyMap<string, TensorProto>;
  readonly #model: OnnxModel;
  readonly #parent: Scope | undefined;

  readonly #prefix: string;

  /** @param prefix - what makes names of this graph different from those of others. */
  constructor(model: OnnxModel, prefix: string, initializers: readonly TensorProto[] = [], parent?: Scope) {
    this.#model = model;
    this.#prefix = prefix;
    this.#tensors = new Map(initializers.map((tensor) => [tensor.name, tensor]));
    this.#parent = parent;
  }

  /** What a name stands for; the numbers of an initializer are read when it is first asked for. */
  get(name: string): Item | undefined {
    const item = this.#items.get(name);
    if (item) return item;
    const tensor = this.#tensors.get(name);
    if (!tensor) return this.#parent?.get(name);
    const read = dtypeOf(tensor.dataType)
      ? known(this.#model.readTensor(tensor), 'file', this.#prefix + name)
      : unknown(`the tensor "${name}" holds numbers of ${typeName(tensor.dataType)}`);
    this.#items.set(name, read);
    return read;
  }

  set(name: string, item: Item): void {
    if (name === '') return;
    const isNamed = item.kind !== 'known' || item.name !== undefined;
    this.#items.set(name, isNamed ? item : { ...item, name: this.#prefix + name });
  }
}

/** The inputs of a graph that the file holds no numbers for; in old files every initializer is an input too. */
export function openInputs({ input, initializer, sparseInitializer }: GraphProto): GraphProto['input'] {
  const given = new Set([
    ...initializer.map(({ name }) => name),
    ...sparseInitializer.map(({ values }) => values?.name ?? ''),
  ]);
  return input.filter(({ name }) => !given.has(name));
}
