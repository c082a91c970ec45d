/** What the assembler was told to emit cannot be a valid module; the message says where and why. */
export class AssemblerError extends Error {
  override readonly name = 'AssemblerError';
}
