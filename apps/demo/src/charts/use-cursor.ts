import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';

/** Where a key moves a cursor among `count` places; undefined where the key does not move it. */
export function nextIndex(key: string, index: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const leap = Math.max(1, Math.round(count / 10));
  const from = index ?? (key === 'ArrowLeft' || key === 'PageDown' ? count : -1);
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    PageDown: from - leap,
    PageUp: from + leap,
    Home: 0,
    End: last,
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return to === undefined ? undefined : Math.min(last, Math.max(0, to));
}

/** A finger moves a plot's cursor too, which uPlot leaves to the mouse; and whoever presses picks an x. */
export function usePointer(
  parent: RefObject<HTMLElement | null>,
  plot: RefObject<uPlot | undefined>,
  onPick: ((x: number) => void) | undefined,
): void {
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const element = parent.current;
    if (!element) return undefined;
    const point = (event: PointerEvent): void => {
      if (!plot.current) return;
      const { left, top } = plot.current.over.getBoundingClientRect();
      const x = event.clientX - left;
      if (event.pointerType !== 'mouse') plot.current.setCursor({ left: x, top: event.clientY - top });
      if (event.buttons !== 1) return;
      const { min, max } = plot.current.scales['x']!;
      const value = plot.current.posToVal(x, 'x');
      pick.current?.(Math.min(max ?? value, Math.max(min ?? value, value)));
    };
    element.addEventListener('pointerdown', point);
    element.addEventListener('pointermove', point);
    return () => {
      element.removeEventListener('pointerdown', point);
      element.removeEventListener('pointermove', point);
    };
  }, [parent, plot]);
}
