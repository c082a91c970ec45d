import type { SequenceLayer } from '@sluice/cell';
import { formatBytes, sizeOf, type Shape, type Spec } from '@sluice/math';

/** One part of a model. */
export interface PartSummary {
  /** Its position in the sequence; empty where the model is one part. */
  readonly name: string;
  readonly kind: string;
  /** What it was made with. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Number of weights. */
  readonly size: number;
}

/** What a model is made of, as plain data. */
export interface ModelSummary {
  readonly kind: string;
  /** One step's input without the batch; absent where any will do. */
  readonly input?: Spec;
  readonly parts: readonly PartSummary[];
  readonly params: readonly { readonly name: string; readonly shape: Shape; readonly size: number }[];
  readonly state: readonly { readonly name: string; readonly shape: Shape }[];
  /** Number of weights. */
  readonly size: number;
  /** What the weights take up, in bytes. */
  readonly bytes: number;
}

/** Lists what a layer is made of. */
export function summarize(layer: SequenceLayer): ModelSummary {
  const params = Object.entries(layer.params).map(([name, { shape }]) => ({
    name,
    shape,
    size: sizeOf(shape),
  }));
  const size = total(params);
  return {
    kind: layer.kind,
    ...(layer.input && { input: layer.input }),
    parts: partsOf(layer).map(({ name, ...part }) => ({
      name,
      ...part,
      size: total(params.filter((param) => name === '' || param.name.startsWith(`${name}.`))),
    })),
    params,
    state: Object.entries<Shape>(layer.state).map(([name, shape]) => ({ name, shape })),
    size,
    bytes: size * Float32Array.BYTES_PER_ELEMENT,
  };
}

/** A summary as text, one line for each part and a total. */
export function formatSummary({ parts, size, bytes }: ModelSummary): string {
  const rows = parts.map((part) => [
    part.name,
    part.kind,
    formatOptions(part.options),
    part.size.toLocaleString('en'),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => (column === 3 ? text.padStart(widths[3]!) : text.padEnd(widths[column]!)))
      .join('  '),
  );
  return [...lines, `${size.toLocaleString('en')} weights, ${formatBytes(bytes)}`]
    .map((line) => line.trim())
    .join('\n');
}

const total = (entries: readonly { readonly size: number }[]): number =>
  entries.reduce((sum, { size }) => sum + size, 0);

type Part = Omit<PartSummary, 'size'>;

// A sequence tells its parts in its options; everything else is a part by itself.
function partsOf({ kind, options }: SequenceLayer): Part[] {
  const parts = options['parts'];
  if (!Array.isArray(parts)) return [{ name: '', kind, options }];
  return (parts as Omit<Part, 'name'>[]).map((part, i) => ({ name: String(i), ...part }));
}

const formatOptions = (options: Readonly<Record<string, unknown>>): string =>
  Object.entries(options)
    .filter(([, value]) => ['number', 'string', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
