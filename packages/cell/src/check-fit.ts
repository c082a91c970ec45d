import { ArgumentError, inScope, type Spec } from '@sluice/math';
import type { SequenceLayer } from './cell.js';
import { isCell } from './is-cell.js';
import { outputSpec } from './output-spec.js';
import { describeSpec, sameSpec } from './specs.js';

/** Throws unless each part takes what the part before it gives, as far as that is known before a sequence comes. */
export function checkFit(kind: string, parts: readonly SequenceLayer[]): void {
  if (parts.length === 0) throw new ArgumentError(`${kind}: needs at least one layer.`);
  let given: Spec | undefined;
  let collapsed: number | undefined;
  parts.forEach((part, i) => {
    const { kind: name, input } = part;
    if (collapsed !== undefined && !(isCell(part) && Object.keys(part.state).length === 0)) {
      throw new ArgumentError(
        `${kind}: part ${i} (${name}) works on a sequence, but part ${collapsed} ` +
          `(${parts[collapsed]!.kind}) keeps one step only; put it before.`,
      );
    }
    if (given && input && !sameSpec(given, input)) {
      throw new ArgumentError(
        `${kind}: part ${i - 1} (${parts[i - 1]!.kind}) gives ${describeSpec(given)}, ` +
          `but part ${i} (${name}) takes ${describeSpec(input)}; both are without batch and time.`,
      );
    }
    const known = input ?? given;
    given = known && inScope(`${kind}[${i}]`, () => outputSpec(part, known));
    if (part.manyToOne) collapsed ??= i;
  });
}
