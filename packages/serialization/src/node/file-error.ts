import { SluiceError } from '@sluice/math';

/** A file that could not be read or written. `cause` is the system's error. */
export class FileError extends SluiceError {
  override name = 'FileError';
  /** The system's code for what happened, such as `ENOSPC`. */
  readonly code: string;

  constructor(action: string, cause: unknown, consequence = '') {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    super(`${action}: ${reasons.get(code) ?? String(cause)} (${code}).${consequence && ` ${consequence}`}`);
    this.cause = cause;
    this.code = code;
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full; make room or choose another disk'],
  ['EDQUOT', 'the disk quota is used up; make room or choose another disk'],
  ['EFBIG', 'the file is larger than the system allows'],
  ['EACCES', 'permission is denied; check who owns the folder'],
  ['EPERM', 'permission is denied; check who owns the folder'],
  ['EROFS', 'the disk is read-only'],
  ['ENOENT', 'there is no such file or folder; check the path'],
  ['ENOTDIR', 'a part of the path is no folder; check the path'],
  ['EISDIR', 'the path is a folder; name a file in it'],
  ['ENAMETOOLONG', 'the name is too long; choose a shorter one'],
  ['ELOOP', 'the path leads through links in a circle; check the path'],
  ['ENOTSUP', 'the path is a device or a pipe; name a file'],
  ['ERR_FS_FILE_TOO_LARGE', 'the file is too large to be read in one piece'],
  ['ERR_STRING_TOO_LONG', 'the file is too large to be read in one piece'],
]);
