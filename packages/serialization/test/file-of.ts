/** A safetensors file put together by hand: a header, as text or as a value, and the bytes behind it. */
export function fileOf(header: unknown, data: Iterable<number> = [], length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const encoded = new TextEncoder().encode(text);
  const rest = Uint8Array.from(data);
  const bytes = new Uint8Array(8 + encoded.length + rest.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  bytes.set(rest, 8 + encoded.length);
  return bytes;
}

/** The bytes of numbers, written one after the other by a method of DataView. */
export function bytesOf(
  size: number,
  values: readonly number[],
  write: (view: DataView, offset: number, value: number) => void,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, i) => write(view, i * size, value));
  return new Uint8Array(view.buffer);
}
