import { SluiceError } from '@sluice/math';

/** Bytes that are not what the format says; the message tells what is wrong, where, and what to do. */
export class FormatError extends SluiceError {
  override name = 'FormatError';
}
