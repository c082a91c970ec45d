import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changesOf, type Preparation } from '../src/pages/forecast/changes.js';
import { forecastCode } from '../src/pages/forecast/code.js';
import { readCsv } from '../src/pages/forecast/csv/read-csv.js';
import { errorsOf, naiveErrors } from '../src/pages/forecast/errors.js';
import { learn, type News, type Order } from '../src/pages/forecast/learn.js';
import { meanAbsoluteError, naiveForecast } from '../src/pages/forecast/naive.js';
import { guessSeason, timesAfter, type Series } from '../src/pages/forecast/series.js';
import { fields, settle, type View } from '../src/pages/forecast/settings.js';
import { readFields } from '../src/url/address.js';
import { runProgram } from './support/run-program.js';

const co2 = readCsv({
  text: readFileSync(new URL('../src/data/co2-mauna-loa-monthly.csv', import.meta.url), 'utf8'),
}).series!;

const viewOf = (address = ''): View => readFields(fields, new URLSearchParams(address));

function orderOf(view: View, series: Series): Order {
  const { hidden, window, steps, rate, decay, seed } = view;
  const learning = {
    hiddenSize: hidden,
    window,
    steps,
    learningRate: Number(rate),
    weightDecay: Number(decay),
    seed,
  };
  return { cell: { name: view.cell }, values: series.values, ...settle(view, series), ...learning };
}

async function learnt(order: Order): Promise<News[]> {
  const news: News[] = [];
  for await (const one of learn(order)) news.push(one);
  return news;
}

describe('the series of Mauna Loa', () => {
  it('is read as it stands: months, without anything to mend', () => {
    expect(co2).toMatchObject({ name: 'co2_ppm', dated: true, step: { months: 1 }, season: 12 });
    expect(co2.values).toHaveLength(820);
    expect([co2.values[0], co2.values.at(-1)]).toEqual([315.71, 431.44]);
    expect(new Date(timesAfter(co2, 1)[0]! * 1e3).toISOString()).toBe('2026-07-01T00:00:00.000Z');
  });

  it('is forecast over ten unseen years better than by repeating the last season, and by its trend', async () => {
    const order = orderOf(viewOf(), co2);
    expect(order).toMatchObject({ trainCount: 700, horizon: 120, season: 12, seasons: 10 });
    const news = await learnt(order);
    const { forecast } = news.at(-1)!;
    const errors = errorsOf(forecast!, co2.values, order.trainCount);
    const naive = naiveErrors(co2.values, order.trainCount, { season: 12, trendOver: 120 });
    expect(naive.season.heldAll).toBeCloseTo(13.798, 3);
    expect(errors.heldAll).toBeLessThan(naive.season.heldAll / 4);
    expect(errors.heldOne).toBeLessThan(naive.trend.heldOne);
    expect(forecast!.future).toHaveLength(120);
    expect(forecast!.band!.origins).toBe(60);
  });
});

describe('the program that the page shows', () => {
  const { values } = co2;
  const short: Series = {
    ...co2,
    name: 'level',
    unit: 'm',
    values: values.slice(0, 240),
    times: co2.times.slice(0, 240),
  };
  const packageOf = (name: string): string => `@sluice/${name}`;

  for (const address of [
    'steps=100',
    'steps=100&learns=change&logarithm=yes&cell=gru',
    'steps=100&learns=level&cell=rnn&held=30&horizon=7',
  ]) {
    it(`prints what the page computes: ${address}`, { timeout: 20_000 }, async () => {
      const view = viewOf(address);
      const order = orderOf(view, short);
      const settled = settle(view, short);
      const lines = await runProgram(
        forecastCode({ ...view, cell: order.cell, series: short, settled }, packageOf),
      );
      const { forecast, loss } = (await learnt(order)).at(-1)!;
      const { heldAll } = errorsOf(forecast!, short.values, order.trainCount);
      const naive = naiveErrors(short.values, order.trainCount, { season: 12, trendOver: order.trainCount });
      expect(lines).toEqual([
        `step 100: loss ${loss.toFixed(4)}`,
        `mean error on what was held out: ${heldAll.toFixed(3)} m`,
        `of the last season again: ${naive.season.heldAll.toFixed(3)} m`,
        forecast!.future.map((value) => value.toFixed(2)).join(' '),
      ]);
    });
  }

  it('differs by one word between cells, in the import and in the call', () => {
    const write = (name: string): string[] => {
      const view = viewOf(`cell=${name}`);
      const settled = settle(view, short);
      return forecastCode({ ...view, cell: { name }, series: short, settled }, packageOf).split('\n');
    };
    const [lstm, gru] = [write('lstm'), write('gru')];
    expect(lstm.map((line) => line.replaceAll('lstm', 'gru')).sort()).toEqual(gru.sort());
  });

  it('reads a long series from a file, and says where it comes from', () => {
    const long = { ...short, values: new Array<number>(4000).fill(0).map((_, i) => i % 7), times: [] };
    const view = viewOf();
    const code = forecastCode(
      { ...view, cell: { name: 'lstm' }, series: long, settled: settle(view, long) },
      packageOf,
    );
    expect(code).toContain("import { readFileSync } from 'node:fs';");
    expect(code).toContain("readFileSync('series.csv', 'utf8')");
    expect(code.length).toBeLessThan(5000);
  });

  it('is not broken by what a file calls its values', () => {
    const open = String.fromCharCode(36, 123);
    const odd = { ...short, name: 'a\n`b', unit: `${open}process.exit()}\`` };
    const view = viewOf();
    const code = forecastCode(
      { ...view, cell: { name: 'lstm' }, series: odd, settled: settle(view, odd) },
      packageOf,
    );
    expect(code).toContain('// a b, {process.exit()}\n');
    expect(code).not.toContain(`${open}process`);
  });
});

describe('changes', () => {
  const values = Array.from({ length: 40 }, (_, i) => 5 + i + 3 * (i % 4));
  const part: Omit<Preparation, 'learns'> = { season: 4, seasons: 2, logarithm: false, trainCount: 30 };

  it('lead back to the values that they were taken of', () => {
    for (const learns of ['level', 'change', 'season'] as const) {
      for (const logarithm of [false, true]) {
        const { first, scaled, valueAt } = changesOf(values, { ...part, learns, logarithm });
        expect(first).toBe({ level: 0, change: 1, season: 9 }[learns]);
        scaled.forEach((change, i) =>
          expect(valueAt(values, first + i, change)).toBeCloseTo(values[first + i]!, 4),
        );
      }
    }
  });

  it('are scaled by the training part alone', () => {
    const changed = values.map((value, i) => (i < 30 ? value : 100 * value));
    const known = (series: readonly number[]): Float32Array =>
      changesOf(series, { ...part, learns: 'change' }).scaled.subarray(0, 29);
    expect(known(changed)).toEqual(known(values));
    const [sum, squares] = [0, 0].map((_, power) =>
      known(values).reduce((all, one) => all + one ** (power + 1), 0),
    );
    expect(sum! / 29).toBeCloseTo(0, 5);
    expect(squares! / 29).toBeCloseTo(1, 5);
  });
});

describe('forecasts that learn nothing', () => {
  // a season of 2 and a trend of 10 in each
  const values = [1, 5, 11, 15, 21, 25];

  it('repeat the last value, the last season, or that and its trend', () => {
    const options = { season: 2, trendOver: 4 };
    expect(naiveForecast('last', values, 6, 3, options)).toEqual([25, 25, 25]);
    expect(naiveForecast('season', values, 6, 3, options)).toEqual([21, 25, 21]);
    expect(naiveForecast('trend', values, 6, 3, options)).toEqual([31, 35, 41]);
    // without a season: the last value, and a drift of (25 − 5) / 4 in each step
    expect(naiveForecast('trend', values, 6, 2, { season: 1, trendOver: 4 })).toEqual([30, 35]);
  });

  it('are judged by how far off they are on average', () => {
    expect(meanAbsoluteError([1, null, 5], [2, 9, 2])).toBe(2);
    expect(meanAbsoluteError([null], [1])).toBeNaN();
  });
});

describe('series', () => {
  it('go on in months, at their ends where they are given there, or in equal steps', () => {
    const last = Date.UTC(2024, 0, 31) / 1e3;
    const ends = timesAfter({ ...co2, times: [last], step: { months: 1 } }, 3);
    expect(ends.map((time) => new Date(time * 1e3).getUTCDate())).toEqual([29, 31, 30]);
    expect(timesAfter({ ...co2, times: [5], step: { units: 0.5 } }, 2)).toEqual([5.5, 6]);
  });

  it('have the season of the calendar, or of their own likeness', () => {
    const many = Array.from({ length: 300 }, (_, i) => Math.sin((2 * Math.PI * i) / 23));
    expect(guessSeason(many, true, { months: 1 })).toBe(12);
    expect(guessSeason(many, true, { units: 86_400 })).toBe(7);
    expect(guessSeason(many, true, { units: 3600 })).toBe(24);
    expect(guessSeason(many, false, { units: 1 })).toBe(23);
    expect(
      guessSeason(
        Array.from({ length: 100 }, (_, i) => i ** 2),
        false,
        { units: 1 },
      ),
    ).toBe(1);
  });
});

describe('settings', () => {
  it('are brought to what a series allows', () => {
    const short = { ...co2, values: co2.values.slice(0, 40), times: co2.times.slice(0, 40) };
    const settled = settle(viewOf('held=500&season=900&horizon=2000'), short);
    expect(settled).toMatchObject({ held: 16, season: 10, seasons: 1, horizon: 20, trainCount: 24 });
    expect(
      settle(viewOf('logarithm=yes'), { ...short, values: short.values.map((value) => value - 320) }),
    ).toMatchObject({
      logarithm: false,
      hasLogarithm: false,
    });
  });

  it('of the shortest series can be trained with', async () => {
    const short = { ...co2, values: co2.values.slice(0, 40), times: co2.times.slice(0, 40) };
    const news = await learnt(orderOf(viewOf('held=500&season=900&steps=100'), short));
    expect(news.at(-1)!.forecast!.heldOut).toHaveLength(16);
    expect(news.at(-1)!.loss).toBeLessThan(news[0]!.loss);
  });
});
