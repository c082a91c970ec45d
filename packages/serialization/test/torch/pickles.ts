import { writeZip } from '../../src/zip.js';

/** Bytes put together of texts, one byte a character, and of numbers. */
export function bytesOf(...parts: readonly (string | number | ArrayLike<number>)[]): Uint8Array {
  const bytes: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') bytes.push(part);
    else if (typeof part === 'string') for (const character of part) bytes.push(character.charCodeAt(0));
    else for (let i = 0; i < part.length; i++) bytes.push(part[i]!);
  }
  return Uint8Array.from(bytes);
}

/** A number of four bytes, and one of eight. */
export const u32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
export const u64 = (value: number): number[] => [
  ...u32(value % 2 ** 32),
  ...u32(Math.floor(value / 2 ** 32)),
];

/** A text as protocol 2 writes it. */
export const text = (value: string): Uint8Array => {
  const encoded = new TextEncoder().encode(value);
  return bytesOf('X', u32(encoded.length), encoded);
};

/** A whole number of at least 0, as protocol 2 writes it. */
export const integer = (value: number): Uint8Array =>
  value < 256 ? bytesOf('K', value) : bytesOf(0x8a, 8, u64(value));

export const tuple = (...items: readonly Uint8Array[]): Uint8Array => bytesOf('(', ...items, 't');

/** A tensor as torch.save writes it, with whatever is said of it. */
export function tensorOf({
  storage = bytesOf('(', text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), integer(4), 'tQ'),
  offset = integer(0),
  shape = [2, 2],
  strides = [2, 1],
}: {
  storage?: Uint8Array;
  offset?: Uint8Array;
  shape?: readonly number[];
  strides?: readonly number[];
} = {}): Uint8Array {
  const counts = (values: readonly number[]): Uint8Array => tuple(...values.map(integer));
  const hooks = bytesOf('ccollections\nOrderedDict\n)R');
  return bytesOf(
    'ctorch._utils\n_rebuild_tensor_v2\n(',
    storage,
    offset,
    counts(shape),
    counts(strides),
    0x89,
    hooks,
    'tR',
  );
}

/** The four numbers 1 to 4. */
export const fourNumbers = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

/** A zip as torch.save writes it, with this pickle. */
export function archiveOf(
  pickle: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = { 0: fourNumbers },
  more: Readonly<Record<string, string>> = {},
): Uint8Array {
  const file = (name: string, data: Uint8Array): { name: string; data: Uint8Array } => ({
    name: `a/${name}`,
    data,
  });
  return writeZip([
    file('data.pkl', pickle),
    ...Object.entries(storages).map(([key, data]) => file(`data/${key}`, data)),
    ...Object.entries(more).map(([name, content]) => file(name, bytesOf(content))),
    file('version', bytesOf('3\n')),
  ]);
}
