import type { Resolve } from './theme.js';

/** `unit` runs from 0, shut, to 1, open; `signed` from −1 by 0 to 1. */
export type MapScale = 'unit' | 'signed';

/** The colours of a scale from its least to its greatest number, as CSS values. */
export const stopsOf: Readonly<Record<MapScale, readonly string[]>> = {
  unit: ['var(--shut)', 'var(--open)'],
  signed: ['var(--below)', 'var(--shut)', 'var(--above)'],
};

export const endsOf: Readonly<Record<MapScale, readonly [number, number]>> = {
  unit: [0, 1],
  signed: [-1, 1],
};

const shades = 255;

/** A function from a number to its colour; numbers beyond the scale have its last colour. */
export function paletteOf(scale: MapScale, resolve: Resolve): (value: number) => string {
  const stops = stopsOf[scale].map((colour) => channelsOf(resolve(colour)));
  const table = Array.from({ length: shades + 1 }, (_, i) => {
    const at = (i / shades) * (stops.length - 1);
    const from = Math.min(stops.length - 2, Math.floor(at));
    const mixed = stops[from]!.map((channel, k) =>
      Math.round(channel + (at - from) * (stops[from + 1]![k]! - channel)),
    );
    return `rgb(${mixed.join(' ')})`;
  });
  const [least, greatest] = endsOf[scale];
  return (value) => {
    const share = Math.min(1, Math.max(0, (value - least) / (greatest - least)));
    return table[Math.round(share * shades)]!;
  };
}

/** Red, green and blue, 0 to 255, of `rgb(11, 92, 173)`. */
const channelsOf = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
