import { cellField } from '../../cells/choice.js';
import { ownSource } from '../../cells/own-source.js';
import { integer, oneOf, text } from '../../url/fields.js';
import { packed } from '../../url/packed.js';
import type { Preparation } from './changes.js';
import type { ColumnChoice } from './csv/read-csv.js';
import type { Series } from './series.js';

const learnable = ['level', 'change', 'season'] as const;

export const learningRates = ['0.001', '0.003', '0.01', '0.03'] as const;
export const weightDecays = ['0', '0.001', '0.01', '0.1'] as const;

/** A file of more bytes is not put into an address. */
export const longestText = 200_000;

/** All that the page depends on, in its address. 0 stands for `as the series suggests`. */
export const fields = {
  cell: cellField('lstm'),
  own: ownSource,
  data: oneOf('co2', ['co2', 'own']),
  /** The file's text, where it is short enough for an address. */
  csv: packed(longestText),
  file: text('', 80),
  /** Columns of the file: `0-2`, `none-1`. */
  columns: text('', 12),
  learns: oneOf('season', learnable),
  logarithm: oneOf('no', ['no', 'yes']),
  season: integer(0, 0, 5000),
  held: integer(0, 0, 10_000),
  horizon: integer(0, 0, 2000),
  hidden: integer(16, 1, 128),
  window: integer(60, 8, 240),
  steps: integer(1000, 100, 20_000),
  rate: oneOf('0.01', learningRates),
  decay: oneOf('0.01', weightDecays),
  seed: integer(1, 0, 99),
  shown: oneOf('recent', ['recent', 'all']),
};

export type View = { readonly [K in keyof typeof fields]: (typeof fields)[K]['initial'] };

/** What was chosen, brought to what the series allows. */
export interface Settled extends Preparation {
  readonly mostSeason: number;
  readonly held: number;
  readonly mostHeld: number;
  readonly horizon: number;
  readonly mostHorizon: number;
  /** Whether there are logarithms: all values are above 0. */
  readonly hasLogarithm: boolean;
}

const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

export function settle(view: View, { values, season: guessed }: Series): Settled {
  const mostSeason = Math.floor(values.length / 4);
  const season = within(view.season || guessed, 1, mostSeason);
  const mostHeld = Math.floor(0.4 * values.length);
  const held = within(view.held || usualHeld(values.length, season), 2, mostHeld);
  const mostHorizon = Math.min(2000, Math.max(held, Math.floor(values.length / 2)));
  const trainCount = values.length - held;
  const hasLogarithm = values.every((value) => value > 0);
  return {
    season,
    mostSeason,
    held,
    mostHeld,
    horizon: within(view.horizon || held, 1, mostHorizon),
    mostHorizon,
    trainCount,
    learns: view.learns,
    seasons: within(Math.floor(trainCount / (4 * season)), 1, 10),
    logarithm: hasLogarithm && view.logarithm === 'yes',
    hasLogarithm,
  };
}

/** A fifth of the series in whole seasons, and at most ten of them. */
function usualHeld(length: number, season: number): number {
  const fifth = Math.floor(length / 5);
  return season === 1 ? Math.min(200, fifth) : season * within(Math.floor(fifth / season), 1, 10);
}

export const readColumns = (written: string): ColumnChoice | undefined => {
  const [, time, value] = /^(none|\d+)-(\d+)$/.exec(written) ?? [];
  if (time === undefined || value === undefined) return undefined;
  return { time: time === 'none' ? 'none' : Number(time), value: Number(value) };
};

export const writeColumns = ({ time, value }: ColumnChoice): string => `${time}-${value}`;
