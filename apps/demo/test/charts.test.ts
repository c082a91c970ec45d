import { describe, expect, it } from 'vitest';
import { plotData } from '../src/charts/plot-data.js';
import { cellAt, groupsOf, layMap, naturalHeight } from '../src/charts/map-layout.js';
import { formatNumber, powerOfTen } from '../src/charts/numbers.js';
import { spread } from '../src/charts/plot-marks.js';
import { fileName, thinned, toCsv } from '../src/charts/table.js';
import { dateLabels, linearRange, logRange, logTickLabels, logTicks } from '../src/charts/ticks.js';
import { nextIndex } from '../src/charts/use-cursor.js';

describe('numbers', () => {
  it('are written as they are read', () => {
    const written = [0, 1, -0.5, 0.00123, 12.345, 1234.5, 123456, 1.234e7, 1.23e-7, -4e-12, NaN, Infinity];
    expect(written.map((value) => formatNumber(value, 'en'))).toEqual([
      '0',
      '1',
      '−0.5',
      '0.00123',
      '12.3',
      '1,235',
      '123,456',
      '1.23 · 10⁷',
      '1.23 · 10⁻⁷',
      '−4 · 10⁻¹²',
      'NaN',
      '∞',
    ]);
    expect(powerOfTen(-10)).toBe('10⁻¹⁰');
  });
});

describe('axes', () => {
  it('of logarithms end at whole decades', () => {
    expect(logRange(0.02, 5)).toEqual([0.01, 10]);
    expect(logRange(1, 1)).toEqual([1, 10]);
    expect(logRange(0.001, 1)).toEqual([0.001, 1]);
    expect(logRange(0, 5)).toEqual([1, 10]);
    expect(logRange(null, null)).toEqual([0.1, 1]);
  });

  it('of logarithms have as many lines as there is room for', () => {
    expect(logTicks([0.01, 10], 6)).toEqual([0.01, 0.1, 1, 10]);
    expect(logTicks([1, 10], 8)).toEqual([1, 2, 5, 10]);
    expect(logTicks([1e-16, 1], 6)).toEqual([1e-15, 1e-10, 1e-5, 1]);
    for (const most of [3, 5, 10]) {
      const ticks = logTicks([1e-38, 1e4], most);
      expect(ticks.length).toBeLessThanOrEqual(most);
      expect(ticks.length).toBeGreaterThan(1);
    }
    expect(logTickLabels([0.01, 0.1, 1], 'en')).toEqual(['0.01', '0.1', '1']);
    expect(logTickLabels([1e-5, 1], 'en')).toEqual(['10⁻⁵', '1']);
  });

  it('of plain numbers leave air, begin at a near 0, and hold a single number', () => {
    expect(linearRange(1, 10)[0]).toBe(0);
    expect(linearRange(100, 110)[0]).toBeCloseTo(99.4);
    expect(linearRange(2, 2)).toEqual([1, 3]);
    expect(linearRange(0, 0)).toEqual([-1, 1]);
    expect(linearRange(null, null)).toEqual([0, 1]);
  });

  it('of dates say as much as their steps are worth', () => {
    const seconds = Date.UTC(1958, 2, 15) / 1e3;
    expect(dateLabels([seconds], 3e8, 'en')).toEqual(['1958']);
    expect(dateLabels([seconds], 3e6, 'en')).toEqual(['Mar 1958']);
    expect(dateLabels([seconds], 3e6, 'ko')).toEqual(['1958년 3월']);
    expect(dateLabels([seconds], 1e5, 'en')).toEqual(['Mar 15']);
  });
});

describe('the numbers of a plot', () => {
  it('leave out what cannot be drawn', () => {
    const x = { label: '', values: [0, 1, 2, 3] };
    const one = { name: '', colour: '', values: [1, 0, NaN] };
    expect(plotData(x, { label: '' }, [one])).toEqual([
      [0, 1, 2, 3],
      [1, 0, null, null],
    ]);
    expect(plotData(x, { label: '', scale: 'log' }, [one])[1]).toEqual([1, null, null, null]);
  });
});

describe('names at the ends of curves', () => {
  it('stand apart, in the order of the curves, within the plot', () => {
    expect(spread([10, 50], 12, [0, 100])).toEqual([10, 50]);
    expect(spread([50, 52, 20], 12, [0, 100])).toEqual([50, 62, 20]);
    expect(spread([99, 100], 12, [0, 100])).toEqual([88, 100]);
  });
});

describe('a table', () => {
  it('is written as CSV that spreadsheets and programs read', () => {
    const table = {
      columns: ['step', 'a, b'],
      rows: [
        [1, 0.5],
        [2, null],
        ['say "x"', 1e-7],
        ['=1+1', -2],
      ],
    };
    expect(toCsv(table)).toBe('step,"a, b"\r\n1,0.5\r\n2,\r\n"say ""x""",1e-7\r\n\'=1+1,-2\r\n');
  });

  it('is thinned with its ends kept', () => {
    expect(thinned([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(
      thinned(
        Array.from({ length: 101 }, (_, i) => i),
        5,
      ),
    ).toEqual([0, 25, 50, 75, 100]);
  });

  it('is kept in a file named as the chart', () => {
    expect(fileName('Loss, by step (nats)', 'csv')).toBe('loss-by-step-nats.csv');
    expect(fileName('기울기의 노름', 'png')).toBe('기울기의-노름.png');
    expect(fileName('…', 'png')).toBe('chart.png');
  });
});

describe('keys', () => {
  it('move a cursor among places and stop at the ends', () => {
    expect(nextIndex('ArrowRight', undefined, 10)).toBe(0);
    expect(nextIndex('ArrowLeft', undefined, 10)).toBe(9);
    expect(nextIndex('ArrowRight', 9, 10)).toBe(9);
    expect(nextIndex('PageUp', 3, 100)).toBe(13);
    expect(nextIndex('Home', 5, 10)).toBe(0);
    expect(nextIndex('End', 5, 10)).toBe(9);
    expect(nextIndex('Tab', 5, 10)).toBeUndefined();
    expect(nextIndex('constructor', 5, 10)).toBeUndefined();
    expect(nextIndex('Home', undefined, 0)).toBeUndefined();
  });
});

describe('a heat map', () => {
  const rows = ['forget', 'forget', 'input'].map((group, i) => ({ name: String(i), group }));
  const columns = ['a', 'b', 'c', 'd'];
  const layout = layMap({
    rows,
    columns,
    width: 240,
    height: 149,
    fontSize: 12,
    measure: (word) => 6 * word.length,
  });

  it('keeps rows of a group together', () => {
    expect(groupsOf(rows)).toEqual([
      { name: 'forget', first: 0, count: 2 },
      { name: 'input', first: 2, count: 1 },
    ]);
  });

  it('finds the cell at a place', () => {
    expect(layout.cellHeight).toBeCloseTo(40);
    expect(cellAt(layout, 4, layout.left + 1, 1)).toEqual({ row: 0, column: 0 });
    expect(cellAt(layout, 4, 239, layout.tops[2]! + 1)).toEqual({ row: 2, column: 3 });
    expect(cellAt(layout, 4, 1, 1)).toBeUndefined();
    expect(cellAt(layout, 4, 100, layout.bottom + 2)).toBeUndefined();
  });

  it('shows labels as far apart as they are long', () => {
    expect(layout.labelEvery).toBe(1);
    const narrow = layMap({
      rows,
      columns: Array.from({ length: 200 }, () => 'ab'),
      width: 240,
      height: 149,
      fontSize: 12,
      measure: () => 12,
    });
    expect(narrow.labelEvery).toBeGreaterThan(10);
  });

  it('stays of a bearable height', () => {
    expect(naturalHeight(rows, 12)).toBeLessThan(100);
    const many = Array.from({ length: 400 }, (_, i) => ({ name: String(i) }));
    expect(naturalHeight(many, 12)).toBeLessThan(1300);
  });
});
