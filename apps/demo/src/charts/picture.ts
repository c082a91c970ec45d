import type { ChartFonts, Resolve } from './theme.js';

interface Words {
  readonly title: string;
  readonly legend: readonly {
    readonly name: string;
    readonly colour: string;
    readonly dashed?: boolean | undefined;
  }[];
}

/** A picture that stands by itself: the title and what each line is above the plot, on paper. */
export function composePicture(
  plot: HTMLCanvasElement,
  { title, legend }: Words,
  colour: Resolve,
  fonts: ChartFonts,
): HTMLCanvasElement {
  const ratio = devicePixelRatio;
  const size = fonts.size * ratio;
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d')!;
  const margin = size;
  const [small, large] = [fonts.plain, fonts.strong].map((font, i) =>
    font.replace(/[\d.]+px/, `${(1 + 0.25 * i) * size}px`),
  ) as [string, string];

  context.font = small;
  const lines: ((typeof legend)[number] & { left: number; line: number })[] = [];
  let [left, line] = [margin, 0];
  for (const one of legend) {
    const width = 2.6 * size + context.measureText(one.name).width + 1.2 * size;
    if (left > margin && left + width > plot.width) [left, line] = [margin, line + 1];
    lines.push({ ...one, left, line });
    left += width;
  }
  const head = 2.8 * size + (legend.length > 0 ? (line + 1) * 1.6 * size : 0);
  picture.width = plot.width + margin;
  picture.height = plot.height + head + margin;

  context.fillStyle = colour('var(--paper-raised)');
  context.fillRect(0, 0, picture.width, picture.height);
  context.textBaseline = 'middle';
  context.fillStyle = colour('var(--ink)');
  context.font = large;
  context.fillText(title, margin, 1.6 * size, plot.width - margin);
  context.font = small;
  context.lineWidth = 2 * ratio;
  for (const { name, colour: stroke, dashed, left, line } of lines) {
    const height = 3.2 * size + 1.6 * size * line;
    context.strokeStyle = colour(stroke);
    context.setLineDash(dashed ? [0.5 * size, 0.35 * size] : []);
    context.beginPath();
    context.moveTo(left, height);
    context.lineTo(left + 2 * size, height);
    context.stroke();
    context.fillText(name, left + 2.6 * size, height);
  }
  context.drawImage(plot, 0, head);
  return picture;
}
