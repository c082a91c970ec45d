import type { Imported, ImportedLayer } from '@sluice/serialization';
import { formatShape, sizeOf, type Tensor } from '@sluice/math';
import { formatCount } from '../numbers.js';
import { printable } from '../printable.js';
import { describeLayer } from './describe-layer.js';

/** What was read of a file: its layers with their shapes, what was converted, and what does not come along. */
export function formatImported({ format, whole, layers, left }: Imported): string {
  const parts = layers.length === 0 ? 'no layer' : `${count(layers.length, 'layer')}, not the whole model`;
  return [
    `${printable(format)}: ${whole ? 'the whole model' : parts}`,
    ...layers.map(formatLayer),
    ...(left.length > 0
      ? [
          formatList(
            'Left out:',
            left.map(({ name, reason }) => `${name}: ${reason}`),
          ),
        ]
      : []),
  ].join('\n\n');
}

function formatLayer({ name, layer, params, state, notes }: ImportedLayer): string {
  return [
    [printable(name), ...describeLayer(layer).map((line) => `  ${printable(line)}`)].join('\n'),
    formatTensors(params),
    ...(state ? [`It starts from a state of its own:\n${formatTensors(state)}`] : []),
    ...(notes.length > 0 ? [formatList('Converted:', notes)] : []),
  ].join('\n\n');
}

/** Tensors as a table: names, shapes, how many numbers, and their sum. */
export function formatTensors(tensors: Readonly<Record<string, Tensor>>): string {
  const rows = Object.entries(tensors).map(([name, { dtype, shape }]) => [
    printable(name),
    `${dtype}${formatShape(shape)}`,
    formatCount(sizeOf(shape)),
  ]);
  const total = Object.values(tensors).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  rows.push(['total', count(rows.length, 'tensor'), formatCount(total)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      ([name, shape, size]) =>
        `${name!.padEnd(widths[0]!)}  ${shape!.padEnd(widths[1]!)}  ${size!.padStart(widths[2]!)}`,
    )
    .join('\n');
}

const formatList = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${printable(line)}`)].join('\n');

const count = (size: number, thing: string): string => `${size} ${thing}${size === 1 ? '' : 's'}`;
