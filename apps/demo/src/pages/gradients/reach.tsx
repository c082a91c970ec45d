import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { formatNumber } from '../../charts/numbers.js';
import { colourOf } from '../../cells/colours.js';
import { LanguageContext, useText } from '../../text/language.js';
import { factorOf, reachOf, tracesOf } from './curves.js';
import { texts } from './texts.js';
import type { Flow } from './work.js';

interface Props {
  readonly cells: readonly {
    readonly name: string;
    readonly title: string;
    readonly flow?: Flow | undefined;
  }[];
  readonly steps: number;
}

/** How far back each cell's gradient reaches, as bars. */
export function Reach({ cells, steps }: Props): JSX.Element {
  const text = useText(texts);
  return (
    <section class="panel reach">
      <h2>{text.reach}</h2>
      <ul>
        {cells.map(({ name, title, flow }) => (
          <ReachBar
            key={name}
            name={name}
            title={title}
            norms={flow && tracesOf(flow)[0]?.norms}
            steps={steps}
          />
        ))}
      </ul>
      <p class="caption">{text.reachCaption}</p>
    </section>
  );
}

interface BarProps {
  readonly name: string;
  readonly title: string;
  /** Undefined before they have come, or where no gradient comes. */
  readonly norms: readonly number[] | undefined;
  readonly steps: number;
}

function ReachBar({ name, title, norms, steps }: BarProps): JSX.Element {
  const text = useText(texts);
  const language = useContext(LanguageContext);
  const reach = norms && reachOf(norms);
  const isBeyond = norms !== undefined && reach === undefined;
  const share = norms ? (reach ?? steps) / steps : 0;
  return (
    <li style={{ '--series': colourOf(name) }}>
      <span class="reach-name">{title}</span>
      <span class="reach-track" aria-hidden="true">
        <i style={{ width: `${100 * share}%` }} data-beyond={isBeyond} />
      </span>
      <span class="reach-words">
        {norms && (reach === undefined ? text.beyond(steps) : text.reached(reach))}
      </span>
      <span class="reach-each">{norms && text.each(formatNumber(factorOf(norms), language, 2))}</span>
    </li>
  );
}
