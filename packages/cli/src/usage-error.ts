import { SluiceError } from '@sluice/math';

/** Something that the user asked for and that cannot be done; the message says what to do instead. */
export class UsageError extends SluiceError {
  override name = 'UsageError';
}
