/** A tensor of f32 as a naive reader finds it. */
export interface NaiveTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

type Value = unknown;

class Storage {
  constructor(readonly key: string) {}
}

class View {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: number[],
    readonly strides: number[],
  ) {}
}

class Name {
  constructor(readonly name: string) {}
}

/**
 * Reads the pickle of a dict of f32 tensors in the plainest way, believing everything, and gives up by `undefined` wherever
 * something else comes than torch.save writes in protocol 2.
 */
export function unpickle(
  bytes: Uint8Array,
  begin = 0,
): { readonly value: Value; readonly end: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const stack: Value[] = [];
  const marks: number[] = [];
  const memo = new Map<number, Value>();
  const popMark = (): Value[] => stack.splice(marks.pop() ?? Infinity);
  const line = (at: number): string => {
    const end = bytes.indexOf(10, at);
    return end < 0 ? '' : String.fromCharCode(...bytes.subarray(at, end));
  };
  for (let at = begin; at < bytes.length;) {
    const code = String.fromCharCode(bytes[at++]!);
    if (code === '\x80') at++;
    else if (code === '.') return { value: stack.pop(), end: at };
    else if (code === '(') marks.push(stack.length);
    else if (code === '}') stack.push(new Map());
    else if (code === ')') stack.push([]);
    else if (code === ']') stack.push([]);
    else if (code === 'N') stack.push(null);
    else if (code === '\x88' || code === '\x89') stack.push(code === '\x88');
    else if (code === 'K') stack.push(bytes[at++]);
    else if (code === 'M') stack.push(view.getUint16((at += 2) - 2, true));
    else if (code === 'J') stack.push(view.getInt32((at += 4) - 4, true));
    else if (code === 'q') memo.set(bytes[at++]!, stack.at(-1));
    else if (code === 'h') stack.push(memo.get(bytes[at++]!));
    else if (code === 't') stack.push(popMark());
    else if (code === 'e') {
      const items = popMark();
      (stack.at(-1) as Value[]).push(...items);
    } else if (code === '\x85' || code === '\x86' || code === '\x87') {
      stack.push(stack.splice(stack.length - (code.charCodeAt(0) - 0x84)));
    } else if (code === '\x8a') {
      let value = 0n;
      for (let i = bytes[at]!; i > 0; i--) value = value * 256n + BigInt(bytes[at + i]!);
      stack.push(value);
      at += 1 + bytes[at]!;
    } else if (code === 'X') {
      const length = view.getUint32(at, true);
      stack.push(new TextDecoder().decode(bytes.subarray(at + 4, at + 4 + length)));
      at += 4 + length;
    } else if (code === 'c') {
      const module = line(at);
      const name = line(at + module.length + 1);
      stack.push(new Name(`${module}.${name}`));
      at += module.length + name.length + 2;
    } else if (code === 'u' || code === 's') {
      const items = code === 'u' ? popMark() : stack.splice(-2);
      for (let i = 0; i < items.length; i += 2)
        (stack.at(-1) as Map<Value, Value>).set(items[i], items[i + 1]);
    } else if (code === 'Q') {
      stack.push(new Storage((stack.pop() as Value[])[2] as string));
    } else if (code === 'R') {
      const args = stack.pop() as Value[];
      const { name } = stack.pop() as Name;
      if (name === 'collections.OrderedDict') stack.push(new Map());
      else if (name === 'torch._utils._rebuild_tensor_v2') {
        stack.push(new View(args[0] as Storage, Number(args[1]), counts(args[2]), counts(args[3])));
      } else return undefined;
    } else if (code === 'b') stack.pop();
    else return undefined;
  }
  return undefined;
}

type Key = string | number | bigint | boolean | null | readonly Key[];

/** As Python prints it, but texts without their quotes. */
function keyText(key: Key): string {
  if (typeof key === 'object' && key !== null) {
    return `(${key.map((item) => (typeof item === 'string' ? `'${item}'` : keyText(item))).join(', ')})`;
  }
  if (key === null) return 'None';
  return typeof key === 'boolean' ? (key ? 'True' : 'False') : String(key);
}

/** Small numbers may be written as long ones. */
const counts = (value: Value): number[] => (value as (number | bigint)[]).map(Number);

/** The tensors of an object that `unpickle` found, by the keys that lead to them. */
export function tensorsIn(value: Value, storageOf: (key: string) => Uint8Array): Map<string, NaiveTensor> {
  const found = new Map<string, NaiveTensor>();
  const walk = (item: Value, path: string[]): void => {
    if (item instanceof Map) item.forEach((inner, key) => walk(inner, [...path, keyText(key as Key)]));
    else if (Array.isArray(item)) item.forEach((inner, i) => walk(inner, [...path, String(i)]));
    else if (item instanceof View) found.set(path.join('.'), numbersOf(item, storageOf(item.storage.key)));
  };
  walk(value, []);
  return found;
}

function numbersOf({ offset, shape, strides }: View, bytes: Uint8Array): NaiveTensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: number[] = [];
  const walk = (axis: number, at: number): void => {
    if (axis === shape.length) values.push(view.getFloat32(4 * at, true));
    else for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, at + i * strides[axis]!);
  };
  walk(0, offset);
  return { shape, values };
}
