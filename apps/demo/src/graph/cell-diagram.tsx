import type { JSX } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { useNumbers, useText } from '../text/language.js';
import type { CellGraph, GraphNode } from './cell-graph.js';
import { DiagramNode } from './diagram-node.js';
import { FormulaView } from './formula-view.js';
import { formulaText } from './formula.js';
import { layoutOf } from './layout.js';
import { isOpening } from './opening.js';
import { graphTexts } from './texts.js';
import './diagram.css';

interface Props {
  readonly graph: CellGraph;
  /** How far each gate is open, as a mean over its units. */
  readonly values?: Readonly<Record<string, number>> | undefined;
}

/** The picture of a cell's step. What does not fit scrolls in a box of its own. */
export function CellDiagram({ graph, values = {} }: Props): JSX.Element {
  const text = useText(graphTexts);
  const format = useNumbers();
  const layout = useMemo(() => layoutOf(graph), [graph]);
  const [shownId, setShown] = useState<string>();
  const id = useId();
  const shown = layout.nodes.find(({ node }) => node.id === shownId)?.node;
  const isLit = (edge: { readonly from: string; readonly to: string }): boolean =>
    shown !== undefined && (edge.from === shown.id || edge.to === shown.id);

  const say = (node: GraphNode): string => {
    const value = node.gate === undefined ? undefined : values[node.gate];
    return [
      `${node.label}, ${text.kinds[node.kind]}`,
      formulaText(node.formula) === node.label ? '' : formulaText(node.formula),
      text.shape(shapeText(node.shape)),
      value === undefined
        ? ''
        : isOpening(node)
          ? text.open(format(value, { style: 'percent' }))
          : text.mean(format(value)),
      node.statePath === undefined ? '' : text.carries(node.statePath),
    ]
      .filter((part) => part !== '')
      .join('; ');
  };
  const readers = graph.nodes.flatMap((node) => {
    const names = graph.edges
      .filter(({ to }) => to === node.id)
      .map(({ from }) => graph.nodes.find((other) => other.id === from)!.label);
    return names.length > 0 ? [`${node.label}: ${text.reads(names.join(', '))}`] : [];
  });

  return (
    <figure class="cell-diagram" style={{ '--natural': `${layout.width}px` }}>
      <div class="diagram-scroll" role="region" tabIndex={0} aria-label={text.picture(graph.cell)}>
        <svg
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="group"
          aria-describedby={id}
          onPointerLeave={() => setShown(undefined)}
        >
          <defs>
            {(['state', 'other'] as const).map((kind) => (
              <marker
                key={kind}
                id={`${id}-${kind}`}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="8"
                markerHeight="8"
                markerUnits="userSpaceOnUse"
                orient="auto"
              >
                <path class={`head ${kind}`} d="M0,0.5L8,4L0,7.5Z" />
              </marker>
            ))}
          </defs>
          <g class="edges" aria-hidden="true">
            {layout.edges.map(({ edge, path }) => (
              <path
                key={`${edge.from} ${edge.to}`}
                class={`edge${edge.statePath === undefined ? '' : ' state'}${isLit(edge) ? ' lit' : ''}`}
                d={path}
                marker-end={`url(#${id}-${edge.statePath === undefined ? 'other' : 'state'})`}
              />
            ))}
          </g>
          {layout.nodes.map((placed) => (
            <DiagramNode
              key={placed.node.id}
              {...placed}
              value={placed.node.gate === undefined ? undefined : values[placed.node.gate]}
              description={say(placed.node)}
              onShow={() => setShown(placed.node.id)}
            />
          ))}
        </svg>
      </div>
      <ul class="hidden" id={id}>
        {readers.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <figcaption>
        {graph.gates.length > 0 && <span class="key gate">{text.legend.gate}</span>}
        <span class="key state">{text.legend.state}</span>
        <span class="about" aria-hidden="true">
          {shown ? <About node={shown} /> : text.hint}
        </span>
      </figcaption>
    </figure>
  );
}

function About({ node }: { readonly node: GraphNode }): JSX.Element {
  const text = useText(graphTexts);
  return (
    <>
      <b>{node.label}</b> {text.kinds[node.kind]} {shapeText(node.shape)}
      {formulaText(node.formula) !== node.label && (
        <>
          {' = '}
          <FormulaView formula={node.formula} />
        </>
      )}
    </>
  );
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
