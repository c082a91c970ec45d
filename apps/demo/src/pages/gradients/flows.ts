import type { CellSpec } from '../../cells/choice.js';
import { colourOf } from '../../cells/colours.js';
import { own } from '../../cells/own-source.js';
import type { Series } from '../../charts/plot-data.js';
import type { Ask } from '../../work/use-work.js';
import type { FlowSettings } from './settings.js';
import type { Flow } from './work.js';

/** What came of all cells; one that fails does not take the others with it. */
export interface Flows {
  readonly steps: number;
  readonly flows: readonly { readonly name: string; readonly flow: Flow }[];
  readonly problems: readonly { readonly name: string; readonly message: string }[];
}

/** How long the visitor's own cell may take, in milliseconds: it may never end. */
const ownPatience = 5000;

/** Asks for each cell's gradients in turn, the visitor's own last, as it may end the worker. */
export async function askFlows(
  ask: Ask<'gradients'>,
  specs: readonly CellSpec[],
  settings: FlowSettings,
): Promise<Flows> {
  const flows: { name: string; flow: Flow }[] = [];
  const problems: { name: string; message: string }[] = [];
  const isOwn = ({ name }: CellSpec): number => Number(name === own);
  for (const spec of [...specs].sort((a, b) => isOwn(a) - isOwn(b))) {
    try {
      const flow = await ask((work) => work.flow(spec, settings), isOwn(spec) ? ownPatience : undefined);
      flows.push({ name: spec.name, flow });
    } catch (problem) {
      problems.push({ name: spec.name, message: (problem as Error).message });
    }
  }
  return { steps: settings.steps, flows, problems };
}

/** The lines that will come, as far as they can be known before, so that nothing moves when they do. */
export const expectedCurves = (cells: readonly string[], titles: readonly string[]): readonly Series[] =>
  cells.flatMap((name, i) =>
    (name === 'lstm' ? [' c', ' h'] : ['']).map((state, k) => ({
      name: `${titles[i]}${state}`,
      colour: colourOf(name),
      values: [],
      dashed: k > 0,
      thin: k > 0,
    })),
  );

/** What went wrong with a cell, and with which; what is said of the visitor's own text names it already. */
export const problemOf = (title: string, message: string): string =>
  message.startsWith('Your cell') ? message : `${title}: ${message}`;
