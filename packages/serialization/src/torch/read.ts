import { ArgumentError, type Tensor } from '@sluice/math';
import { FormatError } from '../format-error.js';
import { collect, type TorchData } from './collect.js';
import type { PyValue } from './pickle/values.js';
import { readArchive } from './read-archive.js';
import { readLegacy } from './read-legacy.js';

/** What a file by `torch.save` holds. None of the records has a prototype, so that any name is safe in them. */
export interface TorchFile {
  /** `PyTorch 1.6 or newer`, or `PyTorch before 1.6`. */
  readonly format: string;
  /**
   * Every tensor, by the keys that lead to it, joined with dots: `lstm.weight_ih_l0` of a state dict,
   * `state_dict.lstm.weight_ih_l0` where that stands in a dict, `optimizer.state.0.exp_avg`; list elements by their index, and
   * a tensor that was saved alone by the empty name. A tensor at two places is one tensor at both.
   */
  readonly tensors: Record<string, Tensor>;
  /** PyTorch's dtype of each tensor before it was read: `float16`. */
  readonly dtypes: Record<string, string>;
  /**
   * All else: dicts as records, lists, tuples and sets as arrays, dtypes as texts. Tensors are left out of records, and
   * leave `null` in arrays. Keys that are no texts become texts as Python prints them.
   */
  readonly data: TorchData;
  /** What was converted: which numbers were rounded. */
  readonly notes: readonly string[];
}

/** How a file is read. */
export interface ReadTorchOptions {
  /**
   * Whether the bytes are compared with their checksums; true by default. PyTorch writes wrong ones after
   * `set_crc32_options(False)`.
   */
  readonly checksums?: boolean;
}

/**
 * Reads a `.pt` or `.pth` file by `torch.save`: tensors and plain containers, as zip (PyTorch 1.6 and newer) or in the format
 * before.
 *
 * Nothing in it is run. Such a file is a pickle, a program that may call any function of Python; here it may make tensors,
 * numbers, texts, lists, dicts and sets, and a file that asks for anything else is refused by the name of what it asks for. So
 * save `model.state_dict()`, not `model`; TorchScript is refused as well. Time and memory are bounded by the file's length.
 *
 * Floating-point numbers become f32 (float16 and bfloat16 exactly, float64 rounded) and whole numbers and bools i32. The
 * numbers are copied.
 *
 * @throws FormatError when the bytes are no such file, or it holds something that is not read: an object of a class, complex,
 * quantized or sparse tensors, big-endian numbers, whole numbers beyond i32.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { fromTorch, readTorch, writeTorch } from '@sluice/serialization';
 * const bytes = writeTorch({ 'rnn.weight_ih_l0': tensor([1, 2, 3], [3, 1]), 'rnn.weight_hh_l0': tensor([4, 5, 6], [3, 1]) });
 * const { tensors, data } = readTorch(bytes); // of a file: readTorch(await readFile('weights.pt'))
 * const { layer, params } = fromTorch(tensors, { prefix: 'rnn.' });
 * ```
 */
export function readTorch(bytes: Uint8Array, { checksums = true }: ReadTorchOptions = {}): TorchFile {
  if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) {
    throw new ArgumentError('readTorch: takes a Uint8Array; make one with new Uint8Array(buffer).');
  }
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const { format, root, length } = readObject(plain, checksums);
  const collected = collect(root, length);
  return { format, ...collected, notes: describeConversions(collected.dtypes) };
}

function readObject(
  bytes: Uint8Array,
  checksums: boolean,
): { format: string; root: PyValue; length: number } {
  if (startsWith(bytes, 'PK')) return { format: 'PyTorch 1.6 or newer', ...readArchive(bytes, checksums) };
  if (startsWith(bytes.subarray(TAR_MARK), 'ustar')) {
    throw new FormatError(
      'PyTorch file: it is a tar, by PyTorch 0.1.9 or older. Load it with any newer PyTorch, and save it again.',
    );
  }
  // a pickle begins with its protocol, or, of the first two protocols, with a number
  if (bytes[0] === 0x80 || startsWith(bytes, 'L'))
    return { format: 'PyTorch before 1.6', root: readLegacy(bytes), length: bytes.length };
  throw new FormatError(
    'PyTorch file: it begins neither like a zip nor like a pickle, as what torch.save writes does; ' +
      'it is another format, cut off, or empty.',
  );
}

/** Where a tar says that it is one. */
const TAR_MARK = 257;

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  text.split('').every((character, i) => bytes[i] === character.charCodeAt(0));

const conversions: ReadonlyMap<string, string> = new Map([
  ['float64', 'rounded from float64 to f32'],
  ['float16', 'widened from float16 to f32, exactly'],
  ['bfloat16', 'widened from bfloat16 to f32, exactly'],
]);

/** A sentence for each dtype that was converted. */
export function describeConversions(dtypes: Readonly<Record<string, string>>): string[] {
  const counts = new Map<string, number>();
  for (const dtype of Object.values(dtypes)) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  return [...conversions].flatMap(([dtype, conversion]) => {
    const count = counts.get(dtype);
    return count === undefined ? [] : [`${count} tensor${count === 1 ? '' : 's'} ${conversion}`];
  });
}
