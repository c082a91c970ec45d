import { ArgumentError, inScope, type Spec } from '@sluice/math';
import type { SequenceLayer } from './cell.js';
import { isCell } from './is-cell.js';
import { outputSpec } from './output-spec.js';
import { describeSpec, sameSpec } from './specs.js';

/** Throws unless each part takes what the part before it gives, as far as that is known before a sequence comes. */
export function checkFit(parts: readonly SequenceLayer[]): void {
  let given: Spec | undefined;
  let collapsed: number | undefined;
  parts.forEach((part, i) => {
    const { kind, input } = part;
    if (collapsed !== undefined && !(isCell(part) && Object.keys(part.state).length === 0)) {
      throw new ArgumentError(
        `sequential: part ${i} (${kind}) works on a sequence, but part ${collapsed} ` +
          `(${parts[collapsed]!.kind}) keeps one step only; put it before.`,
      );
    }
    if (given && input && !sameSpec(given, input)) {
      throw new ArgumentError(
        `sequential: part ${i - 1} (${parts[i - 1]!.kind}) gives ${describeSpec(given)}, ` +
          `but part ${i} (${kind}) takes ${describeSpec(input)}; both are without batch and time.`,
      );
    }
    const known = input ?? given;
    given = known && inScope(`sequential[${i}]`, () => outputSpec(part, known));
    if (part.manyToOne) collapsed ??= i;
  });
}
