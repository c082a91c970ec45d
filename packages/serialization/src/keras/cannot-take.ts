/** Says that a layer is sound, but that nothing in Sluice does what it does; the message is the reason. */
export class CannotTake extends Error {
  override name = 'CannotTake';
}

/** Throws the reason why a layer is not taken. */
export function cannotTake(reason: string): never {
  throw new CannotTake(reason);
}
