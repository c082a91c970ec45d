import { ArgumentError, formatBytes } from '@sluice/math';
import { encodeUtf8 } from '../text.js';
import { crc32 } from './crc32.js';
import { END, FULL_16, FULL_32, LISTED, LOCAL, STORED, UTF8_NAME } from './constants.js';

/** How a zip is written. */
export interface WriteZipOptions {
  /** At a multiple of how many bytes each entry's data begins: PyTorch wants 64. 1 by default. */
  readonly align?: number;
}

/**
 * Writes a zip, its entries stored as they are, in the order given, and dated 1980: the same entries give the same bytes.
 *
 * @throws ArgumentError when a name comes twice, or there is more than the plain format can count: 65,535 entries, 4 GiB.
 */
export function writeZip(
  entries: readonly { readonly name: string; readonly data: Uint8Array }[],
  { align = 1 }: WriteZipOptions = {},
): Uint8Array {
  let end = 0;
  const places = entries.map(({ name, data }) => {
    const encoded = encodeUtf8(name);
    const header = end;
    const unpadded = header + 30 + encoded.length;
    const padding = paddingTo(align, unpadded);
    end = unpadded + padding + data.length;
    return { encoded, data, header, padding, crc: crc32(data) };
  });
  const directory = end;
  end += places.reduce((sum, { encoded }) => sum + 46 + encoded.length, 0) + 22;
  if (new Set(entries.map(({ name }) => name)).size < entries.length) {
    throw new ArgumentError('writeZip: two entries have the same name; give each its own.');
  }
  if (entries.length >= FULL_16 || end >= FULL_32 || places.some(({ encoded }) => encoded.length > FULL_16)) {
    throw new ArgumentError(
      `writeZip: ${entries.length} entries of ${formatBytes(end)} are more than a zip can count without its 64-bit ` +
        `extension: fewer than 65,535 entries, 4 GiB, names of 65,535 bytes. Write several files.`,
    );
  }
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  let at = directory;
  for (const { encoded, data, header, padding, crc } of places) {
    view.setUint32(header, LOCAL, true);
    writeDescription(view, header + 4, { nameLength: encoded.length, size: data.length, crc });
    bytes.set(encoded, header + 30);
    writePadding(view, header, encoded.length, padding);
    bytes.set(data, header + 30 + encoded.length + padding);

    view.setUint32(at, LISTED, true);
    view.setUint16(at + 4, 20, true);
    writeDescription(view, at + 6, { nameLength: encoded.length, size: data.length, crc });
    view.setUint32(at + 42, header, true);
    bytes.set(encoded, at + 46);
    at += 46 + encoded.length;
  }
  view.setUint32(at, END, true);
  view.setUint16(at + 8, entries.length, true);
  view.setUint16(at + 10, entries.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return bytes;
}

/** An extra field has 4 bytes of its own, so that fewer cannot be filled. */
function paddingTo(align: number, position: number): number {
  const missing = (align - (position % align)) % align;
  return missing === 0 || missing >= 4 ? missing : missing + Math.ceil(4 / align) * align;
}

/** Padding is an extra field named FB, as in PyTorch's own files. */
function writePadding(view: DataView, header: number, nameLength: number, padding: number): void {
  if (padding === 0) return;
  view.setUint16(header + 28, padding, true);
  view.setUint16(header + 30 + nameLength, 0x4246, true);
  view.setUint16(header + 32 + nameLength, padding - 4, true);
}

/** What stands in the same order before an entry and in the directory. */
function writeDescription(
  view: DataView,
  at: number,
  { nameLength, size, crc }: { nameLength: number; size: number; crc: number },
): void {
  view.setUint16(at, 20, true); // version 2.0 of the format is needed to read it
  view.setUint16(at + 2, UTF8_NAME, true);
  view.setUint16(at + 4, STORED, true);
  view.setUint16(at + 8, 0x21, true); // 1 January 1980, the first day there is
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameLength, true);
}
