import type { Tensor } from '@sluice/math';
import { FormatError } from '../format-error.js';
import { MAX_DEPTH } from '../json-reader.js';
import { createRecord } from '../safetensors/header.js';
import { quote } from '../text.js';
import { describePy, PyDict, PyName, PySequence, type PyValue } from './pickle/values.js';
import { dtypes, TensorMaker, TensorRef } from './storage.js';

/** What a file holds beside tensors: plain data, and whole numbers beyond 2⁵³ as `bigint`. */
export type TorchData =
  null | boolean | number | bigint | string | Uint8Array | TorchData[] | { [key: string]: TorchData };

/** An object taken apart: its tensors by name, and what is left without them. */
export interface Collected {
  readonly tensors: Record<string, Tensor>;
  /** PyTorch's dtype of each tensor. */
  readonly dtypes: Record<string, string>;
  readonly data: TorchData;
}

/** Takes the object of a file apart; all that it makes is bounded by the file's length. */
export function collect(root: PyValue, fileLength: number): Collected {
  const collector = new Collector(fileLength);
  const data = collector.visit(root);
  return { tensors: collector.tensors, dtypes: collector.dtypes, data: data ?? null };
}

const isDtype = (name: string): boolean =>
  name.startsWith('torch.') && dtypes.has(name.slice('torch.'.length));

class Collector {
  readonly tensors = createRecord<Tensor>();
  readonly dtypes = createRecord<string>();
  readonly #maker: TensorMaker;
  /** The keys that lead to the value that is visited. */
  readonly #path: string[] = [];
  /** What is shared in the file stands at each of its places here, which could be exponentially many. */
  #values: number;
  /** Of the names of tensors: a key stands in all the names below it. */
  #characters: number;

  constructor(fileLength: number) {
    this.#maker = new TensorMaker(fileLength);
    this.#values = 2 ** 16 + 4 * fileLength;
    this.#characters = 2 ** 20 + 64 * fileLength;
  }

  /** The value without its tensors; undefined where it is one. */
  visit(value: PyValue): TorchData | undefined {
    if (--this.#values < 0) this.#fail('holds far more values than its length allows');
    if (this.#path.length > MAX_DEPTH) this.#fail(`nests deeper than ${MAX_DEPTH} levels, or holds itself`);
    if (value instanceof TensorRef) {
      this.#addTensor(value);
      return undefined;
    }
    if (value instanceof PySequence) {
      return value.items.map((item, i) => this.#visitAt(String(i), item) ?? null);
    }
    if (value instanceof PyDict) {
      const record = createRecord<TorchData>();
      for (const [key, item] of value.entries) {
        const data = this.#visitAt(key, item);
        if (data !== undefined) record[key] = data;
      }
      return record;
    }
    if (value instanceof Uint8Array) return this.#copy(value);
    if (value instanceof PyName && isDtype(value.name)) return value.name;
    if (typeof value === 'object' && value !== null) {
      return this.#fail(`holds ${quote(describePy(value))}, which is neither a tensor nor plain data`);
    }
    return value;
  }

  #visitAt(key: string, value: PyValue): TorchData | undefined {
    this.#path.push(key);
    const data = this.visit(value);
    this.#path.pop();
    return data;
  }

  #addTensor(ref: TensorRef): void {
    this.#characters -= this.#path.reduce((sum, key) => sum + key.length, 0);
    if (this.#characters < 0) this.#fail('has names of tensors far longer than its length allows');
    const name = this.#path.join('.');
    if (name in this.tensors) this.#fail('holds two tensors by one name');
    this.tensors[name] = this.#maker.make(ref, name);
    this.dtypes[name] = ref.dtype;
  }

  #copy(bytes: Uint8Array): Uint8Array {
    this.#values -= bytes.length;
    if (this.#values < 0) this.#fail('holds far more bytes than its length allows');
    return bytes.slice();
  }

  #fail(problem: string): never {
    // what is shown of a path is short, however long it is
    const keys = this.#path.slice(0, 40).map((key) => key.slice(0, 80));
    const place = keys.length > 0 ? ` at ${quote(keys.join('.'))}` : '';
    throw new FormatError(`PyTorch file: the object${place} ${problem}.`);
  }
}
