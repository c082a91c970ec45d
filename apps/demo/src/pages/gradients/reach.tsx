import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { formatNumber } from '../../charts/numbers.js';
import { colourOf } from '../../cells/colours.js';
import { LanguageContext, useText } from '../../text/language.js';
import { factorOf, reachOf, tracesOf } from './curves.js';
import { texts } from './texts.js';
import type { Flow } from './work.js';

interface ReachCell {
  readonly name: string;
  readonly title: string;
  /** Undefined until it has come. */
  readonly flow: Flow | undefined;
}

interface Props {
  readonly cells: readonly ReachCell[];
  readonly steps: number;
}

/** How far back each cell's gradient reaches, as bars. */
export function Reach({ cells, steps }: Props): JSX.Element {
  const text = useText(texts);
  return (
    <section class="panel reach">
      <h2>{text.reach}</h2>
      <ul>
        {cells.map((cell) => (
          <ReachBar key={cell.name} cell={cell} steps={steps} />
        ))}
      </ul>
      <p class="caption">{text.reachCaption}</p>
    </section>
  );
}

function ReachBar({ cell, steps }: { readonly cell: ReachCell; readonly steps: number }): JSX.Element {
  const text = useText(texts);
  const language = useContext(LanguageContext);
  const { name, title, flow } = cell;
  const norms = flow && tracesOf(flow)[0]?.norms;
  const reach = norms && reachOf(norms);
  const isExploded = norms !== undefined && !norms.every(Number.isFinite);
  const share = norms ? (reach ?? steps) / steps : 0;

  const words = (): string => {
    if (!norms) return flow ? text.nothing : '';
    if (isExploded) return text.exploded;
    return reach === undefined ? text.beyond(steps) : text.reached(reach);
  };
  return (
    <li style={{ '--series': colourOf(name) }}>
      <span class="reach-name">{title}</span>
      <span class="reach-track" aria-hidden="true">
        <i style={{ width: `${100 * share}%` }} data-beyond={norms !== undefined && reach === undefined} />
      </span>
      <span class="reach-words">{words()}</span>
      <span class="reach-each">
        {norms && !isExploded && text.each(formatNumber(factorOf(norms), language))}
      </span>
    </li>
  );
}
