import { encodeUtf8, quote } from '../text.js';
import { FormatError } from '../format-error.js';
import { describePy, PyDict, PyName, PySequence, type PyValue } from './pickle/values.js';
import { refusal } from './refusals.js';
import { dtypes, StorageRef, TensorRef } from './storage.js';

/** The dtype of each class of storage; a storage without one is bytes, whose dtype the tensor says. */
const storageTypes: ReadonlyMap<string, string | undefined> = new Map([
  ['DoubleStorage', 'float64'],
  ['FloatStorage', 'float32'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
]);

/** What a storage's class is by its name, for the ids of storages. */
export function storageDtype(name: string): { readonly dtype: string | undefined } | undefined {
  const [, short] = /^torch(?:\.cuda|\.storage)?\.(\w+)$/.exec(name) ?? [];
  if (short === 'UntypedStorage' || short === '_UntypedStorage') return { dtype: undefined };
  return short !== undefined && storageTypes.has(short) ? { dtype: storageTypes.get(short) } : undefined;
}

type Call = NonNullable<PyName['call']>;

/** All that a pickle may call, by the name that it calls it by. None of it can do more than make a value. */
const functions: ReadonlyMap<string, Call> = new Map<string, Call>([
  ...named(['collections.OrderedDict'], orderedDict),
  ...named(['collections.defaultdict'], () => new PyDict()),
  ...named(['collections.Counter'], ([dict = new PyDict()]) => expectA(PyDict, dict, 'Counter')),
  ...named(['builtins.set', '__builtin__.set', 'builtins.frozenset', '__builtin__.frozenset'], ([items]) =>
    // the items are shared rather than copied: nothing adds to a set that is made so
    items === undefined ? new PySequence('set', []) : new PySequence('set', sequence(items, 'set').items),
  ),
  ...named(['_codecs.encode'], encode),
  ...named(['builtins.bytes', '__builtin__.bytes'], () => new Uint8Array()),
  ...named(['builtins.bytearray', '__builtin__.bytearray'], ([bytes = new Uint8Array()]) =>
    expectA(Uint8Array, bytes, 'bytearray'),
  ),
  ...named(['torch.Size'], ([extents]) => sequence(extents, 'torch.Size')),
  ...named(['torch.device'], ([kind, index]) => {
    if (typeof kind !== 'string') throw unexpected('torch.device', kind);
    return typeof index === 'number' ? `${kind}:${index}` : kind;
  }),
  ...named(['torch._utils._rebuild_tensor', 'torch._utils._rebuild_tensor_v2'], rebuildTensor),
  ...named(['torch._utils._rebuild_tensor_v3'], rebuildTyped),
  ...named(
    [
      'torch._utils._rebuild_parameter',
      'torch._utils._rebuild_parameter_with_state',
      'torch.nn.parameter.Parameter',
      'torch.nn.parameter.Buffer',
    ],
    ([data]) => expectA(TensorRef, data, 'a parameter'),
  ),
  ...named(['torch._tensor._rebuild_from_type_v2'], rebuildFromType),
]);

/** Classes that stand only for themselves: what a defaultdict makes, and the class of a tensor. */
const classes = new Set([
  ...['dict', 'list', 'int', 'float', 'str', 'bool'].flatMap((name) => [
    `builtins.${name}`,
    `__builtin__.${name}`,
  ]),
  'torch.Tensor',
]);

/**
 * What a name in a pickle stands for.
 *
 * @throws FormatError when it is none of the few that tensors and plain containers need.
 */
export function findName(module: string, name: string): PyName {
  const full = `${module}.${name}`;
  const call = functions.get(full);
  if (call) return new PyName(full, call);
  if (classes.has(full) || storageDtype(full) || (module === 'torch' && dtypes.has(name)))
    return new PyName(full);
  throw new FormatError(refusal(module, name));
}

function named(names: readonly string[], call: Call): [string, Call][] {
  return names.map((name) => [name, call]);
}

/** In Python 2 it was given its items as pairs. */
function orderedDict([pairs]: readonly PyValue[], spend: (amount: number) => void): PyDict {
  const dict = new PyDict();
  if (pairs === undefined) return dict;
  const { items } = sequence(pairs, 'OrderedDict');
  spend(items.length);
  for (const pair of items) {
    const [key, value] = sequence(pair, 'OrderedDict').items;
    if (typeof key !== 'string' || value === undefined) throw unexpected('OrderedDict', key);
    dict.entries.set(key, value);
  }
  return dict;
}

/** How protocol 2 writes bytes: as a text of their characters in Latin-1. */
function encode([text, encoding = 'utf-8']: readonly PyValue[], spend: (amount: number) => void): Uint8Array {
  if (typeof text !== 'string') throw unexpected('encode', text);
  spend(text.length);
  return encoding === 'latin1' || encoding === 'latin-1'
    ? Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
    : encodeUtf8(text);
}

function rebuildTensor([storage, offset, shape, strides, , , metadata]: readonly PyValue[]): TensorRef {
  const bytes = expectA(StorageRef, storage, 'a tensor');
  if (bytes.dtype === undefined) throw unexpected('a tensor', storage);
  return viewOf(bytes, bytes.dtype, { offset, shape, strides, metadata });
}

/** For dtypes that have no class of storages. */
function rebuildTyped([storage, offset, shape, strides, , , dtype, metadata]: readonly PyValue[]): TensorRef {
  const name = dtype instanceof PyName ? dtype.name.replace(/^torch\./, '') : '';
  if (!dtypes.has(name)) throw unexpected('a tensor', dtype);
  return viewOf(expectA(StorageRef, storage, 'a tensor'), name, { offset, shape, strides, metadata });
}

/** A tensor with attributes of its own, which are passed over. */
function rebuildFromType([callee, , args]: readonly PyValue[], spend: (amount: number) => void): PyValue {
  // not itself again, or a file could nest it until the stack is full
  if (!(callee instanceof PyName) || !callee.call || callee.call === rebuildFromType) {
    throw unexpected('a tensor', callee);
  }
  return expectA(TensorRef, callee.call(sequence(args, 'a tensor').items, spend), 'a tensor');
}

function viewOf(
  storage: StorageRef,
  dtype: string,
  view: Readonly<Record<'offset' | 'shape' | 'strides' | 'metadata', PyValue | undefined>>,
): TensorRef {
  if (view.metadata instanceof PyDict && [...view.metadata.entries.values()].includes(true)) {
    throw new FormatError(
      'PyTorch file: it holds a tensor that is negated or conjugated only when it is read; ' +
        'save tensor.resolve_neg().resolve_conj() instead.',
    );
  }
  const counts = (value: PyValue | undefined): number[] => sequence(value, 'a tensor').items.map(count);
  return new TensorRef(storage, dtype, count(view.offset), counts(view.shape), counts(view.strides));
}

function count(value: PyValue | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw unexpected('a tensor', value);
}

function sequence(value: PyValue | undefined, by: string): PySequence {
  return expectA(PySequence, value, by);
}

function expectA<T>(type: new (...args: never[]) => T, value: PyValue | undefined, by: string): T {
  if (value instanceof type) return value;
  throw unexpected(by, value);
}

function unexpected(by: string, value: PyValue | undefined): FormatError {
  const found = typeof value === 'number' ? String(value) : quote(describePy(value));
  return new FormatError(`PyTorch file: ${by} is made of ${found}, which it cannot be; the file is damaged.`);
}
