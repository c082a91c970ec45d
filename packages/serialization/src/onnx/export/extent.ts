/** How many rows and steps a sequence has. */
export interface Sizes {
  readonly batch: number;
  readonly time: number;
}

/**
 * A number of a program as it depends on the sizes of its input: `one + batch·B + time·T + both·B·T`. All that cells do with
 * sizes stays in this form: rows of all steps in one are B·T, the index of the last step is T − 1.
 */
export interface Extent {
  readonly one: number;
  readonly batch: number;
  readonly time: number;
  readonly both: number;
}

/** The same number for every batch and any number of steps. */
export const constant = (one: number): Extent => ({ one, batch: 0, time: 0, both: 0 });

/** B itself. */
export const batchExtent: Extent = { ...constant(0), batch: 1 };

/** T itself. */
export const timeExtent: Extent = { ...constant(0), time: 1 };

export const isConstant = ({ batch, time, both }: Extent): boolean => batch === 0 && time === 0 && both === 0;

export const isOne = (extent: Extent): boolean => isConstant(extent) && extent.one === 1;

export const sameExtent = (a: Extent, b: Extent): boolean =>
  a.one === b.one && a.batch === b.batch && a.time === b.time && a.both === b.both;

export const minus = (a: Extent, b: Extent): Extent => ({
  one: a.one - b.one,
  batch: a.batch - b.batch,
  time: a.time - b.time,
  both: a.both - b.both,
});

export const valueAt = ({ one, batch, time, both }: Extent, at: Sizes): number =>
  one + batch * at.batch + time * at.time + both * at.batch * at.time;

/** `2*batch - 1`: what such an axis is called in a file. */
export function nameOf({ one, batch, time, both }: Extent): string {
  const terms = [
    [both, 'batch*time'],
    [batch, 'batch'],
    [time, 'time'],
    [one, ''],
  ] as const;
  const text = terms
    .filter(([factor]) => factor !== 0)
    .map(([factor, size]) => {
      const amount = Math.abs(factor);
      const product = size === '' ? `${amount}` : amount === 1 ? size : `${amount}*${size}`;
      return `${factor < 0 ? '-' : '+'} ${product}`;
    })
    .join(' ');
  return text === '' ? '0' : text.replace(/^\+ /, '').replace(/^- /, '-');
}
