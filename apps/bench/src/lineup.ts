import type { BenchCase, Goal, LeftOut, Work } from './cases/work.js';
import type { Absence } from './measure.js';
import { peers, type Entry } from './peers/index.js';
import type { PeerName } from './peers/names.js';

/** Those who could take part in some cases, and those who could not. */
export interface Lineup {
  readonly found: ReadonlyMap<PeerName, Entry>;
  readonly missing: ReadonlyMap<PeerName, string>;
}

/** Who takes part in a case, and who does not. */
export interface CaseLineup {
  readonly present: readonly { readonly name: PeerName; readonly entry: Entry }[];
  readonly absent: readonly Absence[];
}

export interface LineupOptions {
  readonly cases: readonly BenchCase[];
  /** Whether libraries of others take part. */
  readonly peers: boolean;
  readonly python?: string | undefined;
}

/** Finds, and where it must installs, everyone whom the cases compare Sluice with. */
export async function findPeers({ cases, peers: wanted, python }: LineupOptions): Promise<Lineup> {
  const found = new Map<PeerName, Entry>();
  const missing = new Map<PeerName, string>();
  const names = cases.flatMap((work) =>
    'against' in work ? rivalsOf(work).flatMap(([name, rival]) => ('leftOut' in rival ? [] : [name])) : [],
  );
  for (const name of new Set(names)) {
    const { foreign, find } = peers[name];
    const entry = foreign && !wanted ? { missing: 'left out by --no-peers' } : await find({ python });
    if ('missing' in entry) missing.set(name, entry.missing);
    else found.set(name, entry);
  }
  return { found, missing };
}

/** Chooses who takes part in a case. */
export function lineUp(work: Work, { found, missing }: Lineup): CaseLineup {
  const present: CaseLineup['present'][number][] = [];
  const absent: Absence[] = [];
  for (const [name, rival] of rivalsOf(work)) {
    const entry = found.get(name);
    if ('leftOut' in rival) absent.push({ name, missing: rival.leftOut });
    else if (entry === undefined) absent.push({ name, missing: missing.get(name) ?? 'nobody looked for it' });
    else present.push({ name, entry });
  }
  return { present, absent };
}

/** Everyone named in a case. */
export const rivalsOf = ({ against }: Work): [PeerName, Goal | LeftOut][] =>
  Object.entries(against) as [PeerName, Goal | LeftOut][];
