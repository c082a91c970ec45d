import type { Cell, SizeOptions } from '@sluice/cell';
import { placeOf, type Place } from './cell-source-error.js';
import { checkCell, checkIsCell, exportedCell } from './own-cell-checks.js';
import { importSource } from './own-module.js';

/** The last texts that were loaded: a page asks anew for each turn of a slider. */
const recent = new Map<string, Promise<(sizes: SizeOptions) => Cell>>();
const most = 8;

/**
 * The cell that a visitor has written: his text run as a module, its one export looked at, made and traced. Whatever it throws
 * later, when it is made in other sizes or runs over a sequence, names its line too.
 *
 * @throws CellSourceError
 */
export function loadSource(source: string): Promise<(sizes: SizeOptions) => Cell> {
  const known = recent.get(source);
  if (known) return known;
  const loading = load(source);
  recent.set(source, loading);
  if (recent.size > most) recent.delete(recent.keys().next().value!);
  return loading;
}

async function load(source: string): Promise<(sizes: SizeOptions) => Cell> {
  // A step's error may come from deep within the package that found it.
  Error.stackTraceLimit = 50;
  const { exports, describe } = await importSource(source);
  const at = <T>(place: Place | undefined, run: () => T): T => {
    try {
      return run();
    } catch (problem) {
      throw describe(problem, place);
    }
  };
  const places = likelyPlaces(source);
  const make = at(places.export, () => exportedCell(exports, source));
  const create = (sizes: SizeOptions): Cell => {
    const cell = at(places.export, () => {
      const made: unknown = make(sizes);
      checkIsCell(made);
      return made;
    });
    return {
      ...cell,
      step: (context) => at(places.result, () => cell.step(context)),
      unroll: (context) => at(places.result, () => cell.unroll(context)),
    };
  };
  at(places.result, () => checkCell(create));
  return create;
}

/** Where errors belong that are found when the text itself is no longer running: the definition, and what the step returned. */
function likelyPlaces(source: string): {
  readonly export?: Place | undefined;
  readonly result?: Place | undefined;
} {
  const exported = placeOf(source, /^export\b/gm);
  return { export: exported, result: placeOf(source, /^\s*return\b/gm, 'last') ?? exported };
}
