import type { StateOf } from '@sluice/cell';
import { ArgumentError, type Shape, type Value } from '@sluice/math';
import { nothing } from './equations.js';

/** What a cell is made with whose state may be kept by its logarithm. */
export interface LogSpaceOptions {
  /** Whether candidates are kept above 0, as computing in log space needs it; true by default. */
  readonly positive?: boolean;
  /** Whether the state is computed by its logarithm, which is a state `l` beside it; false by default. */
  readonly logSpace?: boolean;
}

/** Throws an ArgumentError where a logarithm is asked for of what may be below 0. */
export function checkLogSpace({ positive, logSpace }: Required<LogSpaceOptions>): void {
  if (positive || !logSpace) return;
  throw new ArgumentError(
    'logSpace: true keeps logarithms, which what positive: false lets through may not have.',
  );
}

/** The state of such a cell. */
export const logSpaceState = (hiddenSize: number, logSpace: boolean): Readonly<Record<'h', Shape>> => ({
  h: [hiddenSize],
  ...(logSpace && { l: [hiddenSize] }),
});

/** h' = a ⊙ h + b by their logarithms; while h is 0, l counts as −∞. */
export function stepInLogSpace(state: StateOf<'h'>, logA: Value, logB: Value): StateOf<'h'> {
  const { h, l } = state as StateOf<'h' | 'l'>;
  const kept = h.equal(0).select(nothing, l).add(logA);
  const next = kept.maximum(logB).add(kept.sub(logB).abs().neg().softplus());
  const both: StateOf<'h' | 'l'> = { h: next.exp(), l: next };
  return both;
}

/** log σ(a). */
export const logSigmoid = (a: Value): Value => a.neg().softplus().neg();

/** The logarithm of a + ½ where a ≥ 0, else of σ(a). */
export const logPositive = (a: Value): Value => a.less(0).select(logSigmoid(a), a.maximum(0).add(0.5).log());
