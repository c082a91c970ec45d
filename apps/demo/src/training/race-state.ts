import type { Measure, RaceNews } from './race-news.js';

/** How far a cell has come. */
export interface Lane {
  readonly status: 'waiting' | 'running' | 'failed';
  readonly message?: string;
  readonly parameters?: number;
  readonly hiddenSize?: number;
  readonly step: number;
  /** Mean milliseconds of a step since the evaluation before the last. */
  readonly msPerStep?: number;
  readonly points: readonly Point[];
  /** Steps since the last point, which the next one takes the mean of. */
  readonly since: { readonly count: number; readonly loss: number; readonly ms: number };
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

const nothing = { count: 0, loss: 0, ms: 0 };

export const newRace = (cells: number): RaceState => ({
  lanes: Array.from({ length: cells }, () => ({ status: 'waiting', step: 0, points: [], since: nothing })),
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
      const { count, loss, ms } = lane.since;
      const since = { count: count + 1, loss: loss + news.loss, ms: ms + news.ms };
      return { ...lane, step: news.step, since };
    }
    case 'judged': {
      const { step, value, bySpan, answers } = news;
      const { count, loss, ms } = lane.since;
      const point = { step, value, bySpan, answers, loss: count > 0 ? loss / count : null };
      return {
        ...lane,
        points: [...lane.points, point],
        since: nothing,
        ...(count > 0 && { msPerStep: ms / count }),
      };
    }
    case 'problem':
      return { ...lane, status: 'failed', message: news.message };
  }
}

/** How much of a race is done, 0 to 1: as far as the last of the cells that still run. */
export function partDone({ lanes }: RaceState, steps: number): number {
  const running = lanes.filter(({ status }) => status !== 'failed').map(({ step }) => step);
  return running.length === 0 ? 0 : Math.min(...running) / steps;
}
