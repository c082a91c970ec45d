import { useEffect, useState } from 'preact/hooks';

/** Turns a CSS colour, `var(--line)` too, into one that a canvas takes: `rgb(211, 220, 228)`. */
export type Resolve = (colour: string) => string;

/** Resolves colours as they are at an element, in whichever theme it stands. */
export function resolverAt(element: HTMLElement): Resolve {
  const known = new Map<string, string>();
  return (colour) => {
    const before = known.get(colour);
    if (before !== undefined) return before;
    const probe = document.createElement('span');
    probe.hidden = true;
    probe.style.color = colour;
    element.append(probe);
    const resolved = getComputedStyle(probe).color;
    probe.remove();
    known.set(colour, resolved);
    return resolved;
  };
}

/** A number that changes whenever colours may have: with the theme of the page or of the system. */
export function useTheme(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const change = (): void => setVersion((before) => before + 1);
    const observer = new MutationObserver(change);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', change);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', change);
    };
  }, []);
  return version;
}

/** Fonts of a chart, in the page's own size; a canvas knows nothing of `rem`. */
export interface ChartFonts {
  /** In CSS pixels. */
  readonly size: number;
  readonly plain: string;
  readonly strong: string;
}

const rootSize = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/** A length that grows with the page's font, given as it is at 16 pixels. */
export const inRem = (length: number): string => `${length / 16}rem`;

export const inPixels = (length: number): number => Math.round((length / 16) * rootSize());

export function fontsAt(element: HTMLElement): ChartFonts {
  const { fontFamily } = getComputedStyle(element);
  const size = 0.78 * rootSize();
  return { size, plain: `${size}px ${fontFamily}`, strong: `600 ${size}px ${fontFamily}` };
}
