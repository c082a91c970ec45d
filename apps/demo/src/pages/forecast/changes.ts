/** What a model learns of a series. */
export interface Preparation {
  /** The values; their changes from step to step; or how far these differ from those of earlier seasons. */
  readonly learns: 'level' | 'change' | 'season';
  readonly season: number;
  /** To so many earlier seasons a change is compared. */
  readonly seasons: number;
  /** Of logarithms: a change is then one in percent. */
  readonly logarithm: boolean;
  /** Values from here on are held out: nothing is known of them. */
  readonly trainCount: number;
}

/** A series as a model is given it. */
export interface Changes {
  /** The place of the first value of which there is a change. */
  readonly first: number;
  /** One for each value from `first` on, in units of the standard deviation of those to train on. */
  readonly scaled: Float32Array;
  /** The value to which a change leads at a place, from the values before it. */
  readonly valueAt: (values: readonly number[], place: number, change: number) => number;
}

/** How many values have to be known before the first change. */
export const firstChange = ({
  learns,
  season,
  seasons,
}: Omit<Preparation, 'logarithm' | 'trainCount'>): number =>
  ({ level: 0, change: 1, season: season * seasons + 1 })[learns];

/** Takes changes, and scales them by what is known of the training part alone. */
export function changesOf(values: readonly number[], preparation: Preparation): Changes {
  const { logarithm, trainCount } = preparation;
  const first = firstChange(preparation);
  const [level, value] = logarithm ? [Math.log, Math.exp] : [same, same];
  const expected = expectedLevel(preparation, level);
  const changes = values.slice(first).map((one, i) => level(one) - expected(values, first + i));
  const known = changes.slice(0, trainCount - first);
  const mean = meanOf(known);
  // What never changes has no deviation to be divided by.
  const deviation = Math.sqrt(meanOf(known.map((change) => (change - mean) ** 2))) || 1;
  return {
    first,
    scaled: Float32Array.from(changes, (change) => (change - mean) / deviation),
    valueAt: (before, place, change) => value(change * deviation + mean + expected(before, place)),
  };
}

const same = (value: number): number => value;

/** What a level is measured from: nothing; the one before; or that, changed as much as at this place of earlier seasons. */
function expectedLevel(
  { learns, season, seasons }: Preparation,
  level: (value: number) => number,
): (values: readonly number[], place: number) => number {
  if (learns === 'level') return () => 0;
  if (learns === 'change') return (values, place) => level(values[place - 1]!);
  return (values, place) => {
    let sum = 0;
    for (let back = season; back <= season * seasons; back += season) {
      sum += level(values[place - back]!) - level(values[place - back - 1]!);
    }
    return level(values[place - 1]!) + sum / seasons;
  };
}

/** The mean of some numbers. */
export const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
