import type { JSX } from 'preact';
import { useNumbers } from '../text/language.js';
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
  const share = Math.min(1, Math.abs(value ?? 0));
  const inner = width - 24;
  return (
    <>
      <rect class="body" width={width} height={height} rx="10" style={{ '--share': opens ? share : 0 }} />
      <text class="name" x="12" y="19">
        {node.label}
      </text>
      <text class="value" x={width - 12} y="19">
        {written}
      </text>
      <text class="small" x="12" y="36">
        {shownFormula(node)}
      </text>
      <rect class="track" x="12" y="46" width={inner} height="5" rx="2.5" />
      {opens ? (
        <rect class="fill" x="12" y="46" width={inner * share} height="5" rx="2.5" />
      ) : (
        <rect
          class={`fill ${(value ?? 0) < 0 ? 'below' : 'above'}`}
          x={12 + inner / 2 - ((value ?? 0) < 0 ? (inner / 2) * share : 0)}
          y="46"
          width={(inner / 2) * share}
          height="5"
        />
      )}
    </>
  );
}
