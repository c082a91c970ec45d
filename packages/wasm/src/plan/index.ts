import { storagesOf, type Schedule, type Step } from '../fuse/schedule.js';
import type { Storage } from '../fuse/view.js';

/** An address for every storage of a schedule. */
export interface MemoryPlan {
  /** Byte address. */
  readonly address: (storage: Storage) => number;
  /** Bytes in all. */
  readonly bytes: number;
  /** Bytes of inputs, outputs and constants, which share theirs with nobody. */
  readonly kept: number;
}

/** A cache line: no storage shares one with another. */
const alignment = 64;

const align = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

const bytesOf = ({ size }: Storage): number => align(Math.max(1, size) * 4);

/** From the first step that touches a storage to the last. */
interface Lifetime {
  readonly storage: Storage;
  first: number;
  last: number;
}

/**
 * Gives every storage a fixed address. Inputs, outputs and constants keep theirs; temporaries share memory with those
 * whose lifetimes do not overlap theirs, the largest placed first, each in the lowest gap that holds it.
 *
 * @param reserved - bytes at address 0 that are kept free.
 */
export function planMemory({ inputs, outputs, prepare, run }: Schedule, reserved: number): MemoryPlan {
  const addresses = new Map<Storage, number>();
  let pinnedEnd = align(reserved);
  const pin = (storage: Storage): void => {
    if (!storage.pinned || addresses.has(storage)) return;
    addresses.set(storage, pinnedEnd);
    pinnedEnd += bytesOf(storage);
  };
  [...inputs, ...outputs].forEach(({ storage }) => pin(storage));
  [...prepare, ...run].flatMap(storagesOf).forEach(pin);

  let end = pinnedEnd;
  for (const steps of [prepare, run]) {
    const lifetimes = findLifetimes(steps).sort(
      (a, b) => bytesOf(b.storage) - bytesOf(a.storage) || a.first - b.first,
    );
    const placed: Placed[] = [];
    for (const lifetime of lifetimes) {
      const bytes = bytesOf(lifetime.storage);
      const start = lowestGap(placed, lifetime, pinnedEnd, bytes);
      insert(placed, { first: lifetime.first, last: lifetime.last, start, end: start + bytes });
      addresses.set(lifetime.storage, start);
      end = Math.max(end, start + bytes);
    }
  }
  return { address: (storage) => addresses.get(storage)!, bytes: end, kept: pinnedEnd };
}

/** A stretch of memory that is taken for a while. */
interface Placed {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/** The lowest address from `from` on at which so many bytes are free all the while; `placed` is in order of addresses. */
function lowestGap(
  placed: readonly Placed[],
  { first, last }: Lifetime,
  from: number,
  bytes: number,
): number {
  let start = from;
  for (const other of placed) {
    if (other.first > last || other.last < first) continue;
    if (other.start - start >= bytes) break;
    start = Math.max(start, other.end);
  }
  return start;
}

/** Puts an element where it belongs in order of addresses. */
function insert(placed: Placed[], element: Placed): void {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placed[middle]!.start < element.start) low = middle + 1;
    else high = middle;
  }
  placed.splice(low, 0, element);
}

/** Lifetimes of all temporaries, in positions of the steps as they stand in the code. */
export function findLifetimes(steps: readonly Step[]): Lifetime[] {
  const lifetimes = new Map<Storage, Lifetime>();
  let position = 0;
  const touch = (storage: Storage): void => {
    if (storage.pinned) return;
    const lifetime = lifetimes.get(storage);
    if (lifetime) lifetime.last = position;
    else lifetimes.set(storage, { storage, first: position, last: position });
  };
  const visit = (step: Step): void => {
    if (step.kind !== 'loop') {
      position++;
      storagesOf(step).forEach(touch);
      return;
    }
    const start = ++position;
    step.body.forEach(visit);
    const end = ++position;
    loops.push({ start, end });
  };
  const loops: { start: number; end: number }[] = [];
  steps.forEach(visit);
  // What is touched both inside and outside of a loop must survive every turn of it. Inner loops come first here.
  for (const { start, end } of loops) {
    for (const lifetime of lifetimes.values()) {
      const meets = lifetime.first <= end && lifetime.last >= start;
      const inside = lifetime.first >= start && lifetime.last <= end;
      if (!meets || inside) continue;
      lifetime.first = Math.min(lifetime.first, start);
      lifetime.last = Math.max(lifetime.last, end);
    }
  }
  return [...lifetimes.values()];
}
