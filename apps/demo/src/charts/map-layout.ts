/** A row of a heat map. */
export interface MapRow {
  readonly name: string;
  /** Rows of one group stand together. */
  readonly group?: string | undefined;
}

/** Consecutive rows of one group. */
export interface MapGroup {
  readonly name: string;
  readonly first: number;
  readonly count: number;
}

/** Where everything stands, in CSS pixels. */
export interface MapLayout {
  readonly groups: readonly MapGroup[];
  /** Where the cells begin; labels stand left of it. */
  readonly left: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** The upper edge of each row. */
  readonly tops: readonly number[];
  /** The lower edge of the last. */
  readonly bottom: number;
  /** Whether rows are high enough for names of their own. */
  readonly hasNames: boolean;
  /** Every so many columns have a label. */
  readonly labelEvery: number;
}

interface Request {
  readonly rows: readonly MapRow[];
  readonly columns: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  readonly measure: (word: string) => number;
}

const groupGap = 5;

export function groupsOf(rows: readonly MapRow[]): readonly MapGroup[] {
  const groups: { name: string; first: number; count: number }[] = [];
  rows.forEach(({ group = '' }, i) => {
    const last = groups.at(-1);
    if (last?.name === group) last.count += 1;
    else groups.push({ name: group, first: i, count: 1 });
  });
  return groups;
}

/** The height that a map takes where nobody says another: rows as high as their names, or lower where there are many. */
export function naturalHeight(rows: readonly MapRow[], fontSize: number): number {
  const rowHeight = rows.length <= 24 ? 1.4 * fontSize : Math.max(3, (34 * fontSize) / rows.length);
  return Math.ceil(rows.length * rowHeight + (groupsOf(rows).length - 1) * groupGap + 2 * fontSize);
}

/** Places rows and columns in a width and a height. */
export function layMap({ rows, columns, width, height, fontSize, measure }: Request): MapLayout {
  const groups = groupsOf(rows);
  const room = height - 2 * fontSize - Math.max(0, groups.length - 1) * groupGap;
  const cellHeight = Math.max(1, room / Math.max(1, rows.length));
  const hasNames = cellHeight >= fontSize;
  const widest = (words: readonly string[]): number => Math.max(0, ...words.map(measure));
  const groupWidth = widest(groups.map(({ name }) => name));
  const nameWidth = hasNames ? widest(rows.map(({ name }) => name)) : 0;
  const labels = [groupWidth, nameWidth].filter((part) => part > 0);
  const left = Math.min(
    0.4 * width,
    labels.reduce((sum, part) => sum + part + 0.7 * fontSize, 0),
  );
  const cellWidth = (width - left) / Math.max(1, columns.length);
  let top = 0;
  const tops = groups.flatMap(({ count }, i) => {
    if (i > 0) top += groupGap;
    return Array.from({ length: count }, () => {
      const at = top;
      top += cellHeight;
      return at;
    });
  });
  const labelWidth = widest(columns) + 0.35 * fontSize;
  return {
    groups,
    left,
    cellWidth,
    cellHeight,
    tops,
    bottom: top,
    hasNames,
    labelEvery: Math.max(1, Math.ceil(labelWidth / Math.max(cellWidth, 0.1))),
  };
}

/** The row and the column at a place; undefined beside the cells. */
export function cellAt(
  { left, cellWidth, cellHeight, tops }: MapLayout,
  columnCount: number,
  x: number,
  y: number,
): { readonly row: number; readonly column: number } | undefined {
  const column = Math.floor((x - left) / cellWidth);
  const row = tops.findIndex((top) => y >= top && y < top + cellHeight);
  return row < 0 || column < 0 || column >= columnCount ? undefined : { row, column };
}
