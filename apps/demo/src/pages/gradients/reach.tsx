import type { JSX } from 'preact';
import { colourOf } from '../../cells/colours.js';
import { useText } from '../../text/language.js';
import { reachOf, tracesOf } from './curves.js';
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
    <section class="reach">
      <h2>{text.reach}</h2>
      <ul>
        {cells.map(({ name, title, flow }) => {
          const trace = flow && tracesOf(flow)[0];
          const reach = trace && reachOf(trace.norms);
          const words = !flow
            ? '…'
            : !trace
              ? text.nothing
              : reach === undefined
                ? text.beyond(steps)
                : text.reached(reach);
          const share = !trace ? 0 : (reach ?? steps) / steps;
          return (
            <li key={name} style={{ '--series': colourOf(name) }}>
              <span class="reach-name">{title}</span>
              <span class="reach-track" aria-hidden="true">
                <i style={{ width: `${100 * share}%` }} data-beyond={trace && reach === undefined} />
              </span>
              <span class="reach-words">{words}</span>
            </li>
          );
        })}
      </ul>
      <p class="caption">{text.reachCaption}</p>
    </section>
  );
}
