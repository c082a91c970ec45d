import type { JSX } from 'preact';
import { useNumbers } from '../text/language.js';
import type { GraphNode } from './cell-graph.js';
import { isOpening } from './opening.js';
import type { PlacedNode } from './layout.js';
import { isSign, shownFormula, shownSign } from './node-size.js';

interface Props extends PlacedNode {
  /** How far it is open, where it is a gate. */
  readonly value?: number | undefined;
  readonly description: string;
  readonly onShow: () => void;
}

/** A node of the picture: it can be reached by keyboard, and says what it is. */
export function DiagramNode(props: Props): JSX.Element {
  const { node, x, y, width, height, description, onShow } = props;
  const classes = ['node', node.kind, node.statePath === undefined ? '' : 'on-path'].join(' ');
  return (
    <g
      class={classes}
      transform={`translate(${x - width / 2},${y - height / 2})`}
      tabIndex={0}
      role="img"
      aria-label={description}
      onFocus={onShow}
      onPointerEnter={onShow}
    >
      {node.kind === 'gate' ? <Gate {...props} /> : <Shape node={node} width={width} height={height} />}
    </g>
  );
}

function Shape({ node, width, height }: Pick<Props, 'node' | 'width' | 'height'>): JSX.Element {
  const sign = node.kind === 'operation' ? shownSign(node) : node.label;
  const isSmall = node.kind === 'operation' && !isSign(sign);
  return (
    <>
      <rect width={width} height={height} rx={node.kind === 'operation' ? height / 2 : 9} />
      <text x={width / 2} y={height / 2} class={isSmall ? 'small' : ''}>
        {sign}
      </text>
    </>
  );
}

function Gate({ node, width, height, value }: Props): JSX.Element {
  const format = useNumbers();
  const opens = isOpening(node);
  const written =
    value === undefined
      ? ''
      : opens
        ? format(value, { style: 'percent' })
        : format(value, { maximumFractionDigits: 2, minimumFractionDigits: 2 }).replace('-', '−');
  const bar = barOf(node.range, value ?? 0, width - 24);
  return (
    <>
      <rect
        class="body"
        width={width}
        height={height}
        rx="10"
        style={{ '--share': opens ? (value ?? 0) : 0 }}
      />
      <text class="name" x="12" y="19">
        {node.label}
      </text>
      <text class="value" x={width - 12} y="19">
        {written}
      </text>
      <text class="small" x="12" y="36">
        {shownFormula(node)}
      </text>
      <rect class="track" x="12" y="46" width={width - 24} height="5" rx="2.5" />
      <rect class={`fill ${bar.colour}`} x={12 + bar.x} y="46" width={bar.width} height="5" rx="2.5" />
    </>
  );
}

/** A bar from shut to open, or from 0 in the middle to either side for what has a sign. */
function barOf(
  [atLeast, atMost]: GraphNode['range'],
  value: number,
  width: number,
): { readonly x: number; readonly width: number; readonly colour: string } {
  // what grows without bounds fills its bar at 1
  const full = Number.isFinite(atMost) ? atMost : 1;
  const share = Math.min(1, Math.abs(value) / full);
  if (atLeast >= 0) return { x: 0, width: width * share, colour: atMost <= 1 ? '' : 'above' };
  const half = (width / 2) * share;
  return value < 0
    ? { x: width / 2 - half, width: half, colour: 'below' }
    : { x: width / 2, width: half, colour: 'above' };
}
