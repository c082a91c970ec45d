/** An element of an SVG as text. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(typeof value === 'number' ? round(value) : value!)}"`);
  return `<${name}${written.join('')}${children.length > 0 ? `>${children.join('')}</${name}>` : '/>'}`;
}

/** Text, such that it stands for itself. */
export const escape = (text: string): string =>
  text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);

const round = (value: number): string => `${Math.round(value * 100) / 100}`;

/**
 * Colours that people with any colour vision can tell apart: those of Okabe and Ito, 2008, without the two that a light or a
 * dark page would swallow.
 */
const colours = ['#2a85c9', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#8c8c8c'];

/** Once all colours are taken, lines are told apart by their dashes too. */
const dashes = [undefined, '7 3', '2 3', '8 3 2 3'];

/** How one of several lines is drawn. */
export const strokeOf = (
  index: number,
): { readonly stroke: string; readonly 'stroke-dasharray': string | undefined } => ({
  stroke: colours[index % colours.length]!,
  'stroke-dasharray': dashes[Math.floor(index / colours.length) % dashes.length],
});

/** Everything that is not data takes its colours from here, so that a picture fits a light page and a dark one. */
export const style = `
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; }
  .paper { fill: #ffffff; }
  .grid { stroke: #d8dee4; }
  .band { opacity: 0.18; }
  .rule { stroke: #57606a; stroke-dasharray: 3 3; }
  .note { fill: #57606a; stroke: #ffffff; stroke-width: 3px; paint-order: stroke; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .paper { fill: #0d1117; }
    .grid { stroke: #30363d; }
    .band { opacity: 0.3; }
    .rule { stroke: #9198a1; }
    .note { fill: #9198a1; stroke: #0d1117; }
  }
`;
