import type { JSX } from 'preact';
import { formulaText, type Formula } from './formula.js';

/** A formula, with what has a name in the colour that it has in the picture. */
export function FormulaView({ formula }: { readonly formula: Formula }): JSX.Element {
  return (
    <span class="formula">
      <span class="hidden">{formulaText(formula)}</span>
      <span aria-hidden="true">
        {formula.map(({ text, below, role }, i) => (
          <span key={i} class={role && `role-${role}`}>
            {text}
            {below !== undefined && <sub>{below}</sub>}
          </span>
        ))}
      </span>
    </span>
  );
}
