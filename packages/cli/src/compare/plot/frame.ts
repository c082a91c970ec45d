import { scaleLinear, scaleLog } from 'd3-scale';
import { formatValue } from '../words.js';
import { element, escape, strokeOf, style } from './svg.js';

/** What a picture has on its value axis. */
export interface ValueAxis {
  readonly label: string;
  /** Where a value stands. */
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A value to compare with, drawn across. */
export interface Rule {
  readonly label: string;
  readonly value: number;
}

/** Everything around the data. */
export interface Frame {
  readonly title: string;
  /** What somebody who does not see the picture is told. */
  readonly description: string;
  readonly y: ValueAxis;
  readonly x: {
    readonly label: string;
    readonly ticks: readonly (readonly [at: number, label: string])[];
    /** Whether words at the ticks are turned upright, for many of them. */
    readonly turned?: boolean;
  };
  readonly rules: readonly Rule[];
  /** What each line stands for, in the order of their colours. */
  readonly names: readonly string[];
}

const width = 760;
const lineHeight = 20;

/** The part of a picture that data are drawn in. */
export const area = { left: 76, right: width - 160, top: 46, bottom: 368 };

/** An axis that holds all values. A logarithmic one suits losses that fall by orders of magnitude. */
export function valueAxis(label: string, values: readonly number[]): ValueAxis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = [area.bottom, area.top];
  if (least > 0 && most / least > 20) {
    const scale = scaleLog([least, most], range).nice();
    const powers = scale.ticks().filter((tick) => tick.toExponential().startsWith('1e'));
    return { label: `${label} (logarithmic)`, place: scale, ticks: powers };
  }
  const scale = scaleLinear([least, most > least ? most : least + 1], range).nice();
  return { label, place: scale, ticks: scale.ticks(6) };
}

/** A picture as SVG: data in a frame, on a ground of its own. */
export function drawFrame(
  { title, description, y, x, rules, names }: Frame,
  data: readonly string[],
): string {
  const { left, right, top, bottom } = area;
  const labelAt = bottom + (x.turned ? 142 : 42);
  // A legend that is longer than the picture is high makes it higher.
  const height = Math.max(labelAt + 14, top + (names.length + 2) * lineHeight);
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const text = (at: Readonly<Record<string, string | number>>, words: string): string =>
    element('text', at, escape(words));
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': description,
    },
    element('title', {}, escape(title)),
    element('style', {}, style),
    element(
      'clipPath',
      { id: 'area' },
      element('rect', { x: left, y: top, width: right - left, height: bottom - top }),
    ),
    element('rect', { class: 'paper', width, height, rx: 6 }),
    text({ class: 'title', x: left, y: 28 }, title),
    ...y.ticks.flatMap((tick) => {
      const at = y.place(tick);
      return [
        element('line', { class: 'grid', x1: left, x2: right, y1: at, y2: at }),
        text({ x: left - 8, y: at + 4, 'text-anchor': 'end' }, formatValue(tick)),
      ];
    }),
    ...x.ticks.map(([at, label]) =>
      x.turned
        ? text({ transform: `translate(${at + 4} ${bottom + 10}) rotate(-90)`, 'text-anchor': 'end' }, label)
        : text({ x: at, y: bottom + 20, 'text-anchor': 'middle' }, label),
    ),
    text({ x: middle.x, y: labelAt, 'text-anchor': 'middle' }, x.label),
    text({ transform: `translate(18 ${middle.y}) rotate(-90)`, 'text-anchor': 'middle' }, y.label),
    element('g', { 'clip-path': 'url(#area)' }, ...data),
    ...rules.flatMap(({ label, value }) => {
      const at = y.place(value);
      return [
        element('line', { class: 'rule', x1: left, x2: right, y1: at, y2: at }),
        text({ class: 'note', x: right - 4, y: at - 4, 'text-anchor': 'end' }, label),
      ];
    }),
    ...names.flatMap((name, i) => {
      const at = top + 10 + i * lineHeight;
      return [
        element('line', {
          x1: right + 16,
          x2: right + 40,
          y1: at,
          y2: at,
          'stroke-width': 3,
          ...strokeOf(i),
        }),
        text({ x: right + 48, y: at + 4 }, name),
      ];
    }),
  );
}
