import { isTuned } from './schedule.js';
import { seedsToTell } from './statistics.js';
import { level, type CellSummary, type Pair, type Summary } from './summary.js';
import { formatValue, listWords } from './words.js';

/** What may be said of which cell is better, in sentences. */
export interface Verdict {
  /** The cell that is better than all others for sure enough, if there is one. */
  readonly winner: string | null;
  readonly sentences: readonly string[];
}

/** More cells or pairs than this are not named one by one. */
const mostNamed = 6;

/** Names the cells that differ by more than chance, and those that may not. */
export function judgeCells(summary: Summary): Verdict {
  const { cells, pairs, settings } = summary;
  if (pairs.length === 0) return { winner: null, sentences: [] };
  const winner = cells.find(({ cell }) => beatenBy(pairs, cell).length === cells.length - 1)?.cell ?? null;
  const told = pairs.filter(({ better }) => better !== null);
  return {
    winner,
    sentences: [
      ...(winner !== null && cells.length > 2 ? [`${winner} is the best of the ${cells.length}.`] : []),
      ...sayWhoIsBetter(summary),
      ...(told.length < pairs.length ? sayWhoIsNot(summary) : []),
      ...cells.flatMap((cell) => sayDivergence(cell, settings.seeds)),
    ],
  };
}

const beatenBy = (pairs: readonly Pair[], cell: string): Pair[] =>
  pairs.filter(({ better }) => better === cell);

const otherOf = ({ a, b }: Pair, cell: string): string => (a === cell ? b : a);

/** Cells that are better than the same others share a sentence. */
function sayWhoIsBetter({ cells, pairs, settings: { untilSolved } }: Summary): string[] {
  const did = untilSolved ? 'solved the task sooner than' : 'did better than';
  const groups = new Map<string, { better: string[]; p: number }>();
  for (const { cell } of cells) {
    const beaten = beatenBy(pairs, cell);
    if (beaten.length === 0) continue;
    const others = listWords(beaten.map((pair) => otherOf(pair, cell)));
    const { better, p } = groups.get(others) ?? { better: [], p: 0 };
    groups.set(others, {
      better: [...better, cell],
      p: Math.max(p, ...beaten.map(({ adjusted }) => adjusted)),
    });
  }
  return [...groups].map(
    ([others, { better, p }]) =>
      `${listWords(better)} ${did} ${others} (p ≤ ${formatValue(p, 2)} by the rank-sum test).`,
  );
}

/** Which cells cannot be told apart, and what it would take. */
function sayWhoIsNot({ cells, pairs, settings: { seeds } }: Summary): string[] {
  const at = `at ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;
  const open = pairs.filter(({ better }) => better === null);
  const say = (names: readonly string[]): string => `${listWords(names)} cannot be told apart ${at}.`;
  const sentences =
    open.length === pairs.length
      ? [
          cells.length > mostNamed
            ? `No two of the ${cells.length} cells can be told apart ${at}.`
            : say(cells.map(({ cell }) => cell)),
        ]
      : open.length > mostNamed
        ? [`${open.length} of ${pairs.length} pairs cannot be told apart ${at}: see the table of pairs.`]
        : open.map(({ a, b }) => say([a, b]));
  const least = seedsToTell(pairs.length, level);
  if (seeds >= least) {
    const [pair] = open;
    const more = open.length === 1 && pair!.seedsToShow <= 1000;
    return more
      ? [...sentences, `If they differ as much as it looks, about ${pair!.seedsToShow} seeds would show it.`]
      : sentences;
  }
  return [
    ...sentences,
    `It takes at least ${least} seeds to tell ${cells.length} cells apart, however far they are from each other.`,
  ];
}

const sayDivergence = ({ cell, diverged }: CellSummary, seeds: number): string[] =>
  diverged > 0
    ? [`${cell} diverged in ${diverged} of ${seeds} runs, which count as worse than any other.`]
    : [];

/** Cells for which the best step size may lie beyond those that were tried. */
export const atTheEdge = ({ settings, cells }: Summary): CellSummary[] =>
  isTuned(settings)
    ? cells.filter(
        ({ learningRate }) =>
          learningRate === Math.max(...settings.learningRates) ||
          learningRate === Math.min(...settings.learningRates),
      )
    : [];
