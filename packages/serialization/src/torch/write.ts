import { ArgumentError, formatShape, sizeOf, stridesOf, type DType, type Tensor } from '@sluice/math';
import { encodeUtf8, isWellFormed, quote } from '../text.js';
import { writeZip } from '../zip.js';
import { PickleWriter } from './pickle/writer.js';

const storages: { readonly [D in DType]: string } = { f32: 'FloatStorage', i32: 'IntStorage' };

/** The folder in the zip, in which PyTorch looks for everything. */
const ROOT = 'archive';

/**
 * Writes tensors as a `.pt` file: an `OrderedDict` by name, as `torch.save(model.state_dict(), path)` writes it, in the order
 * given.
 *
 * `torch.load` opens it, with `weights_only=True` as well, from PyTorch 1.6 on. The same tensors give the same bytes.
 *
 * @throws ArgumentError when a tensor's data does not match its shape and dtype, a name cannot be stored, or it is more than
 * 4 GiB.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { readTorch, writeTorch } from '@sluice/serialization';
 * const bytes = writeTorch({ weight: tensor([1, 2, 3, 4], [2, 2]), steps: tensor(new Int32Array([7]), []) });
 * readTorch(bytes).tensors['weight']; // the same numbers
 * ```
 */
export function writeTorch(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  const entries = Object.entries(tensors);
  const pickle = new PickleWriter();
  pickle.call('collections', 'OrderedDict', () => undefined);
  pickle.items(entries, ([name, tensor], index) => {
    checkTensor(name, tensor);
    pickle.text(name);
    writeTensor(pickle, tensor, index);
  });
  const file = (name: string, data: Uint8Array): { name: string; data: Uint8Array } => ({
    name: `${ROOT}/${name}`,
    data,
  });
  return writeZip(
    [
      file('data.pkl', pickle.end()),
      file('byteorder', encodeUtf8('little')),
      ...entries.map(([, { data }], index) => file(`data/${index}`, littleEndian(data))),
      file('version', encodeUtf8('3\n')),
    ],
    { align: 64 },
  );
}

/** A view of a storage of its own, which is named by a number. */
function writeTensor(pickle: PickleWriter, { shape, dtype, data }: Tensor, index: number): void {
  pickle.call('torch._utils', '_rebuild_tensor_v2', () => {
    pickle.persistent(() => {
      pickle.text('storage');
      pickle.global('torch', storages[dtype]);
      pickle.text(String(index));
      pickle.text('cpu');
      pickle.integer(data.length);
    });
    pickle.integer(0);
    pickle.tuple(() => shape.forEach((extent) => pickle.integer(extent)));
    pickle.tuple(() => stridesOf(shape).forEach((stride) => pickle.integer(stride)));
    pickle.bool(false);
    // the hooks of its gradient
    pickle.call('collections', 'OrderedDict', () => undefined);
  });
}

function littleEndian(data: Float32Array | Int32Array): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  // as bits, so that a NaN keeps its payload
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < words.length; i++) view.setUint32(4 * i, words[i]!, true);
  return bytes;
}

function checkTensor(name: string, { shape, dtype, data }: Tensor): void {
  if (!isWellFormed(name)) {
    throw new ArgumentError(
      `writeTorch: a tensor cannot have the name ${quote(name)}; UTF-8 cannot hold it.`,
    );
  }
  const right = dtype === 'f32' ? data instanceof Float32Array : data instanceof Int32Array;
  if (!Object.hasOwn(storages, dtype) || !right || data.length !== sizeOf(shape)) {
    throw new ArgumentError(
      `writeTorch: tensor ${quote(name)} says that it is ${dtype}${formatShape(shape)}, but its data is a ` +
        `${data.constructor.name} of ${data.length} elements; make it with tensor(data, shape).`,
    );
  }
}
