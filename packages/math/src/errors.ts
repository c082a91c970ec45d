/** Base class of every error that Sluice throws on purpose. */
export class SluiceError extends Error {
  override name = 'SluiceError';
}

/** Shapes or dtypes that do not fit an operation. */
export class ShapeError extends SluiceError {
  override name = 'ShapeError';
}

/** A value used outside the trace that made it. */
export class TraceError extends SluiceError {
  override name = 'TraceError';
}

/** An index outside the table or axis that it selects from. */
export class IndexError extends SluiceError {
  override name = 'IndexError';
}

/** An option or argument outside its allowed range. */
export class ArgumentError extends SluiceError {
  override name = 'ArgumentError';
}
