import { FileBytes, type Section } from './bytes.js';
import { checkSum } from './checksum.js';
import { fail, unsupported } from './fail.js';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes are an HDF5 file, as far as their beginning tells. */
export const isHdf5 = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte);

/** Reads what a file begins with: where its root group is. */
export function readSuperblock(bytes: Uint8Array): { file: FileBytes; root: number } {
  if (!isHdf5(bytes)) {
    fail(
      bytes.length < SIGNATURE.length
        ? `a file begins with 8 bytes that say what it is, but there are only ${bytes.length}; it is cut off or empty`
        : 'the file does not begin as HDF5 does; it is of another format, or damaged',
    );
  }
  const file = new FileBytes(bytes);
  const version = file.section(8, 1, 'superblock').u8();
  if (version > 3) unsupported(`the superblock is of version ${version}`);
  const { end, root } = version < 2 ? readOld(file, version) : readNew(file);
  if (end === undefined || end > bytes.length) {
    fail(`the file should have ${end} bytes, but has ${bytes.length}; it is cut off, so get it again`);
  }
  return { file, root: root ?? fail('the file has no root group; it is damaged') };
}

/** Where the file ends, and where the header of its root group is. */
interface Places {
  readonly end: number | undefined;
  readonly root: number | undefined;
}

function readOld(file: FileBytes, version: number): Places {
  const section = file.section(0, version === 0 ? 96 : 100, 'superblock');
  section.skip(13);
  checkSizes(section);
  // one reserved byte, two numbers that only writers need, flags; version 1 has one number more
  section.skip(version === 0 ? 9 : 13);
  checkBase(section);
  section.skip(8);
  const end = section.address();
  section.skip(16);
  return { end, root: section.address() };
}

function readNew(file: FileBytes): Places {
  const section = file.section(0, 48, 'superblock');
  section.skip(9);
  checkSizes(section);
  section.skip(1);
  checkBase(section);
  section.skip(8);
  const places = { end: section.address(), root: section.address() };
  checkSum(section, 0);
  return places;
}

function checkSizes(section: Section): void {
  const [addresses, lengths] = [section.u8(), section.u8()];
  if (addresses !== 8 || lengths !== 8) {
    unsupported(`addresses have ${addresses} bytes and lengths ${lengths} instead of 8`);
  }
}

function checkBase(section: Section): void {
  const base = section.address();
  if (base !== 0) unsupported(`addresses count from byte ${base}`);
}
