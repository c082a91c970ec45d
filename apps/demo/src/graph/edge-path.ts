export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** How far an arrow ends before what it points at, so that its head touches it. */
const headroom = 1;

/**
 * The way of an arrow from one box to another, by way of some points: it leaves to the right, and comes in from the left, or from
 * below.
 */
export function edgePath(from: Box, to: Box, between: readonly Point[], fromBelow: boolean): string {
  const first: Point = { x: from.x + from.width / 2, y: from.y };
  const last: Point = fromBelow
    ? { x: to.x, y: to.y + to.height / 2 + headroom }
    : { x: to.x - to.width / 2 - headroom, y: to.y };
  // a point that the last curve would have to turn back from is left out
  const on = between.filter(({ x }) => x > first.x && x < last.x - 4);
  const points = [first, ...on, last];
  const curves = points.slice(1).map((point, i) => {
    const before = points[i]!;
    const isLast = i === points.length - 2;
    if (isLast && fromBelow) {
      const rise = Math.min(Math.abs(point.y - before.y) * 0.7, 60);
      return `C${at(before.x + (point.x - before.x) * 0.7, before.y)} ${at(point.x, point.y + rise)} ${at(point.x, point.y)}`;
    }
    const half = (point.x - before.x) / 2;
    return before.y === point.y
      ? `L${at(point.x, point.y)}`
      : `C${at(before.x + half, before.y)} ${at(point.x - half, point.y)} ${at(point.x, point.y)}`;
  });
  return `M${at(first.x, first.y)}${curves.join('')}`;
}

const at = (x: number, y: number): string => `${round(x)},${round(y)}`;

const round = (value: number): number => Math.round(10 * value) / 10;
