import type { ChartFonts, Resolve } from './theme.js';

interface LegendLine {
  readonly name: string;
  readonly colour: string;
  readonly dashed?: boolean | undefined;
  readonly points?: boolean | undefined;
}

interface ColourScale {
  /** Colours from the least to the greatest number. */
  readonly stops: readonly string[];
  /** What is written before and behind them. */
  readonly ends: readonly [string, string];
}

interface Words {
  readonly title: string;
  readonly legend?: readonly LegendLine[];
  readonly scale?: ColourScale;
}

/** A picture that stands by itself: above the plot its title and what its lines or colours are, on paper. */
export function composePicture(
  plot: HTMLCanvasElement,
  { title, legend = [], scale }: Words,
  colour: Resolve,
  fonts: ChartFonts,
): HTMLCanvasElement {
  const size = fonts.size * devicePixelRatio;
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d')!;
  const sized = (font: string, factor: number): string => font.replace(/[\d.]+px/, `${factor * size}px`);

  context.font = sized(fonts.plain, 1);
  const places = placesOf(context, legend, plot.width, size);
  const lines = scale ? 1 : (places.at(-1)?.line ?? -1) + 1;
  const head = (2.8 + 1.6 * lines) * size;
  picture.width = plot.width + size;
  picture.height = plot.height + head + size;

  context.fillStyle = colour('var(--paper-raised)');
  context.fillRect(0, 0, picture.width, picture.height);
  context.textBaseline = 'middle';
  context.fillStyle = colour('var(--ink)');
  context.font = sized(fonts.strong, 1.25);
  context.fillText(title, size, 1.6 * size, plot.width - size);
  context.font = sized(fonts.plain, 1);
  legend.forEach((one, i) => drawLine(context, one, places[i]!, colour, size));
  if (scale) drawScale(context, scale, colour, size);
  context.drawImage(plot, 0, head);
  return picture;
}

interface Place {
  readonly left: number;
  readonly line: number;
}

/** Where each line of the legend stands: side by side as long as there is room. */
function placesOf(
  context: CanvasRenderingContext2D,
  legend: readonly LegendLine[],
  width: number,
  size: number,
): readonly Place[] {
  let [left, line] = [size, 0];
  return legend.map(({ name }) => {
    const needed = 3.8 * size + context.measureText(name).width;
    if (left > size && left + needed > width) [left, line] = [size, line + 1];
    const place = { left, line };
    left += needed;
    return place;
  });
}

function drawLine(
  context: CanvasRenderingContext2D,
  { name, colour, dashed, points }: LegendLine,
  { left, line }: Place,
  resolve: Resolve,
  size: number,
): void {
  const height = (3.2 + 1.6 * line) * size;
  context.lineWidth = (points ? 0.35 : 0.16) * size;
  context.strokeStyle = resolve(colour);
  context.setLineDash(points ? [0.35 * size, 0.35 * size] : dashed ? [0.5 * size, 0.35 * size] : []);
  context.beginPath();
  context.moveTo(left, height);
  context.lineTo(left + 2 * size, height);
  context.stroke();
  context.fillText(name, left + 2.6 * size, height);
}

function drawScale(
  context: CanvasRenderingContext2D,
  { stops, ends: [least, greatest] }: ColourScale,
  resolve: Resolve,
  size: number,
): void {
  const [height, width] = [3.2 * size, 10 * size];
  const ink = context.fillStyle;
  const left = 1.5 * size + context.measureText(least).width;
  const gradient = context.createLinearGradient(left, 0, left + width, 0);
  stops.forEach((stop, i) => gradient.addColorStop(i / (stops.length - 1), resolve(stop)));
  context.fillText(least, size, height);
  context.fillStyle = gradient;
  context.fillRect(left, height - 0.5 * size, width, size);
  context.fillStyle = ink;
  context.fillText(greatest, left + width + 0.5 * size, height);
}
