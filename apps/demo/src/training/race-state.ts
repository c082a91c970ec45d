import type { Measure, RaceNews } from './race-news.js';

/** How far a cell has come. */
export interface Lane {
  readonly status: 'waiting' | 'running' | 'failed';
  readonly message?: string;
  readonly parameters?: number;
  readonly hiddenSize?: number;
  readonly step: number;
  /** Median milliseconds of the steps before the last evaluation: what else the machine did meanwhile is left out. */
  readonly msPerStep?: number;
  readonly points: readonly Point[];
  /** Steps since the last point, which the next one takes the mean of. */
  readonly since: readonly { readonly loss: number; readonly ms: number }[];
}

/** An evaluation. */
export interface Point {
  readonly step: number;
  /** Mean loss of the steps since the point before; none before the first. */
  readonly loss: number | null;
  readonly value: number;
  readonly bySpan: readonly number[];
  readonly answers: readonly string[];
}

/** A race as far as it has been heard of. */
export interface RaceState {
  readonly measure?: Measure;
  readonly lanes: readonly Lane[];
}

export const newRace = (cells: number): RaceState => ({
  lanes: Array.from({ length: cells }, () => ({ status: 'waiting', step: 0, points: [], since: [] })),
});

/** The race after some news. */
export function follow(race: RaceState, news: readonly RaceNews[]): RaceState {
  const lanes = [...race.lanes];
  let { measure } = race;
  for (const item of news) {
    const lane = lanes[item.cell];
    if (!lane) continue;
    if (item.kind === 'ready') ({ measure } = item);
    lanes[item.cell] = advance(lane, item);
  }
  return { lanes, ...(measure && { measure }) };
}

function advance(lane: Lane, news: RaceNews): Lane {
  switch (news.kind) {
    case 'ready':
      return { ...lane, status: 'running', parameters: news.parameters, hiddenSize: news.hiddenSize };
    case 'step': {
      const { step, loss, ms } = news;
      return { ...lane, step, since: [...lane.since, { loss, ms }] };
    }
    case 'judged': {
      const { step, value, bySpan, answers } = news;
      const { since } = lane;
      const loss = since.length > 0 ? since.reduce((sum, { loss }) => sum + loss, 0) / since.length : null;
      const point = { step, value, bySpan, answers, loss };
      return {
        ...lane,
        points: [...lane.points, point],
        since: [],
        ...(since.length > 0 && { msPerStep: median(since.map(({ ms }) => ms)) }),
      };
    }
    case 'problem':
      return { ...lane, status: 'failed', message: news.message };
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** How much of a race is done, 0 to 1: as far as the last of the cells that still run. */
export function partDone({ lanes }: RaceState, steps: number): number {
  const running = lanes.filter(({ status }) => status !== 'failed').map(({ step }) => step);
  return running.length === 0 ? 0 : Math.min(...running) / steps;
}
