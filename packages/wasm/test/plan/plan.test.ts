import { trace, type Program } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { translate } from '../../src/index.js';
import { lower } from '../../src/fuse/lower.js';
import { storagesOf, type Schedule, type Step } from '../../src/fuse/schedule.js';
import { wholeView, type Storage } from '../../src/fuse/view.js';
import { findLifetimes, planMemory } from '../../src/plan/index.js';
import { simplify } from '../../src/simplify/index.js';
import { forPrograms, patient } from '../support/for-programs.js';
import { memoryProblems } from '../support/memory-problems.js';
import { f32 } from '../support/specs.js';

const reserved = 12;

/** The schedules of a program with its loops whole and with its loops distributed. */
const schedulesOf = (program: Program): Schedule[] => [
  lower(simplify(program), { constants: [0] }),
  translate(program, { constants: [0] }).schedule,
];

describe('planMemory, for random programs', () => {
  it('lets nobody write over what somebody still reads', patient, () =>
    [false, true].forEach((gradients) =>
      forPrograms({ count: 30, operations: 10, gradients }, ({ program }) => {
        const problems = schedulesOf(program).flatMap((schedule) =>
          memoryProblems(schedule, planMemory(schedule, reserved)),
        );
        expect(problems).toEqual([]);
      }),
    ),
  );

  it('aligns every storage, keeps pinned ones apart, and stays within its bytes', patient, () =>
    forPrograms({ count: 80, operations: 12 }, ({ program }) => {
      for (const schedule of schedulesOf(program)) {
        const plan = planMemory(schedule, reserved);
        const storages = [...new Set([...schedule.prepare, ...schedule.run].flatMap(storagesOf))];
        const ranges = storages.map((storage) => {
          const start = plan.address(storage);
          return { start, end: start + storage.size * 4, pinned: storage.pinned };
        });
        expect(
          ranges.filter(({ start, end }) => start % 64 !== 0 || start < reserved || end > plan.bytes),
        ).toEqual([]);
        const pinned = ranges.filter((range) => range.pinned);
        const shared = pinned.filter((a) =>
          ranges.some((b) => a !== b && a.start < b.end && b.start < a.end),
        );
        expect(shared).toEqual([]);
      }
    }),
  );

  it('makes the same module every time', patient, () =>
    forPrograms({ count: 20, operations: 12 }, ({ program }) => {
      expect(translate(program).bytes).toEqual(translate(structuredClone(program)).bytes);
    }),
  );
});

const storage = (label: string, size = 16): Storage => ({ dtype: 'f32', size, label });
const step = (from: Storage, to: Storage): Step => ({
  kind: 'fused',
  space: [to.size],
  nodes: [{ kind: 'load', view: wholeView(from, [from.size]) }],
  stores: [{ node: 0, view: wholeView(to, [to.size]) }],
  reductions: [],
});
const loop = (...body: Step[]): Step => ({
  kind: 'loop',
  index: { name: 't' },
  length: 3,
  reverse: false,
  body,
});
const [a, b, c, d] = [storage('a'), storage('b'), storage('c'), storage('d')] as const;

describe('findLifetimes', () => {
  /** Pairs of storages that live at the same time. */
  const meetings = (steps: readonly Step[]): string[] => {
    const lifetimes = findLifetimes(steps);
    return lifetimes
      .flatMap((one, i) =>
        lifetimes
          .slice(i + 1)
          .filter((other) => one.first <= other.last && other.first <= one.last)
          .map((other) => [one.storage.label, other.storage.label].sort().join('')),
      )
      .sort();
  };

  const cases: [name: string, steps: Step[], meetings: string[]][] = [
    ['end with the last reader', [step(a, b), step(b, c), step(c, d)], ['ab', 'bc', 'cd']],
    ['last until the last reader', [step(a, b), step(b, c), step(a, d)], ['ab', 'ac', 'ad', 'bc']],
    ['inside of a loop are those of one turn', [loop(step(a, b), step(c, d))], ['ab', 'cd']],
    ['cover a loop that reads them', [step(a, b), loop(step(b, c), step(c, d))], ['ab', 'bc', 'bd', 'cd']],
    [
      'cover a loop whose result is read behind it',
      [loop(step(a, b), step(c, c)), step(b, d)],
      ['ab', 'bc', 'bd'],
    ],
    ['cover the outer loop too', [step(a, b), loop(loop(step(b, c)), step(d, d))], ['ab', 'bc', 'bd']],
    ['cover the inner loop only', [loop(step(a, b), loop(step(b, c), step(d, d)))], ['ab', 'bc', 'bd']],
    [
      'reach over a loop that does not touch them',
      [step(a, b), loop(step(c, d)), step(b, b)],
      ['ab', 'bc', 'bd', 'cd'],
    ],
  ];
  it.each(cases)('%s', (_, steps, expected) => expect(meetings(steps)).toEqual(expected));
});

describe('planMemory', () => {
  const plan = (run: Step[], options: Partial<Schedule> = {}): ReturnType<typeof planMemory> =>
    planMemory({ inputs: [], outputs: [], prepare: [], run, ...options }, reserved);

  it('keeps the reserved bytes free', () => {
    expect(plan([step(a, b)]).address(a)).toBeGreaterThanOrEqual(64);
    expect(planMemory({ inputs: [], outputs: [], prepare: [], run: [] }, 65).bytes).toBe(128);
  });

  it('lets storages share memory when one ends before the other begins', () => {
    const { address, bytes } = plan([step(a, b), step(b, c), step(c, d)]);
    expect(address(c)).toBe(address(a));
    expect(address(d)).toBe(address(b));
    expect(bytes).toBe(64 * 3);
  });

  it('puts two small storages where a large one was', () => {
    const [large, small, smaller] = [storage('large', 64), storage('small', 32), storage('smaller', 16)];
    const { address, bytes } = plan([step(large, large), step(small, smaller)]);
    expect([small, smaller].map((one) => address(one) - address(large)).sort((x, y) => x - y)).toEqual([
      0, 128,
    ]);
    expect(bytes).toBe(64 + 256);
  });

  it('gives a storage without elements a place, too', () => {
    const empty = storage('empty', 0);
    expect(Number.isInteger(plan([step(empty, empty)]).address(empty))).toBe(true);
  });

  it('shares temporaries between prepare and run, and keeps what is pinned', () => {
    const kept: Storage = { ...storage('kept'), pinned: true };
    const { address } = plan([step(kept, b)], { prepare: [step(a, kept)] });
    expect(address(a)).toBe(address(b));
    expect(address(kept)).not.toBe(address(a));
  });

  it('does not grow with the number of steps in a chain', () => {
    const chain = trace(
      (x) => Array.from({ length: 40 }).reduce<(typeof x)[]>(([y]) => [y!.flip(0).tanh()], [x]),
      [f32(64)],
    );
    const temporaries = translate(chain).plan.bytes - 2 * 256 - 64;
    expect(temporaries).toBeLessThanOrEqual(2 * 256);
  });
});
