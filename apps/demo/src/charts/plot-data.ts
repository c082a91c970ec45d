import type uPlot from 'uplot';

/** The axis that all series share. */
export interface XAxis {
  readonly label: string;
  readonly unit?: string | undefined;
  /** Rising. */
  readonly values: readonly number[];
  /** Whether the values are seconds since 1970. */
  readonly dates?: boolean | undefined;
}

export interface YAxis {
  readonly label: string;
  readonly unit?: string | undefined;
  readonly scale?: 'linear' | 'log' | undefined;
  /** The ends of the axis; by default around the values. */
  readonly range?: readonly [number, number] | undefined;
  /** How many digits of a value are worth reading; 3 by default. */
  readonly digits?: number | undefined;
}

export interface Series {
  readonly name: string;
  /** A CSS value, `var(--…)` too. */
  readonly colour: string;
  /** One for each x; null where there is none. */
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean | undefined;
  /** Whether each value is a dot of its own, without a line. */
  readonly points?: boolean | undefined;
  readonly thin?: boolean | undefined;
  /** The name of another series: what lies between them is filled. */
  readonly fillTo?: string | undefined;
}

/** A label with its unit: `time (ms)`. */
export const withUnit = ({ label, unit }: { label: string; unit?: string | undefined }): string =>
  unit ? `${label} (${unit})` : label;

/** The numbers as uPlot takes them: what has no logarithm is not drawn on a logarithmic axis. */
export function plotData(x: XAxis, y: YAxis, series: readonly Series[]): uPlot.AlignedData {
  // Without any x there would be no axis, and the plot would change its shape when the first number comes.
  const places = x.values.length > 0 ? [...x.values] : [0, 1];
  const drawn = (value: number | null | undefined): number | null =>
    value == null || !Number.isFinite(value) || (y.scale === 'log' && value <= 0) ? null : value;
  return [places, ...series.map(({ values }) => places.map((_, i) => drawn(values[i])))];
}
