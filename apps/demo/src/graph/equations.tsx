import type { JSX } from 'preact';
import { useText } from '../text/language.js';
import type { CellGraph } from './cell-graph.js';
import { FormulaView } from './formula-view.js';
import { graphTexts } from './texts.js';
import './diagram.css';

/** The equations of a cell, as its traced step says them. */
export function Equations({ graph }: { readonly graph: CellGraph }): JSX.Element {
  const text = useText(graphTexts);
  return (
    <div class="equations">
      <dl tabIndex={0} aria-label={text.equations}>
        {graph.equations.map(({ node, name, formula }) => (
          <div key={`${node} ${name.text}`}>
            <dt>
              <FormulaView formula={[name]} />
            </dt>
            <dd>
              <span aria-hidden="true">= </span>
              <FormulaView formula={formula} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="signs">
        <span>
          <b>⊙</b> {text.signs.times}
        </span>
        <span>
          <b>·</b> {text.signs.dot}
        </span>
        <span>
          <b>σ</b> 1 / (1 + e⁻ˣ)
        </span>
      </p>
    </div>
  );
}
