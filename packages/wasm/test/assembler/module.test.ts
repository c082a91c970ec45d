import { describe, expect, test } from 'vitest';
import { AssemblerError, createModule, type ModuleBuilder } from '../../src/assembler/index.js';
import { instantiate } from './instantiate.js';

const nothing = { params: [], results: [] } as const;

/** The sections of a module, by id, without reading what is in them. */
function sectionsOf(bytes: Uint8Array): { id: number; content: Uint8Array }[] {
  const sections = [];
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at++]!;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    sections.push({ id, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return sections;
}

test('an empty module is its header', () => {
  expect([...createModule().build()]).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
});

test('the example of the documentation runs', () => {
  const module = createModule({ names: true });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 16384, shared: true });
  module.importMemory('env', 'memory', { initial: 1, maximum: 16384, shared: true });
  module.func({ export: 'scale', params: ['f32'], results: [] }, (f, factor) => {
    const { f32x4, v128 } = f;
    const factors = f.local('v128');
    f32x4.splat(factor);
    f.set(factors);
    f.countedLoop(0, 4096, 16, (i) => {
      f.get(i);
      v128.load(0, i);
      f32x4.mul(factors);
      f32x4.add(0.5);
      v128.store(4096);
    });
    f.release(factors);
  });
  const gcd = module.declare({ name: 'gcd', export: 'gcd', params: ['i32', 'i32'], results: ['i32'] });
  module.define(gcd, (f, a, b) => {
    f.i32.eqz(b);
    f.if(
      () => f.get(a),
      () => {
        f.get(b);
        f.i32.remU(a, b);
        f.call(gcd);
      },
      'i32',
    );
  });

  const run = instantiate(module, { env: { memory } });
  const floats = new Float32Array(memory.buffer);
  floats.set([1, 2, 3], 1021);
  run['scale']!(3);
  expect([...floats.subarray(2044, 2049)]).toEqual([0.5, 3.5, 6.5, 9.5, 0]);
  expect(run['gcd']!(48, 36)).toBe(12);
});

test('functions of one type share its entry, sections stand in order', () => {
  const module = createModule({ names: true });
  module.memory({ initial: 1 }, 'memory');
  module.func({ params: ['i32'], results: [] }, () => {});
  module.func({ params: ['f32'], results: [] }, () => {});
  module.func({ params: ['i32'], results: [], export: 'last' }, () => {});
  module.data(0, Uint8Array.of(1));
  const sections = sectionsOf(module.build());
  expect(sections.map(({ id }) => id)).toEqual([1, 3, 5, 7, 10, 11, 0]);
  expect(sections[0]!.content[0]).toBe(2);
  expect([...sections[1]!.content]).toEqual([3, 0, 1, 0]);
});

test('functions call imports, and each other before they are defined', () => {
  const module = createModule();
  const log = module.importFunc('host', 'log', { params: ['i32', 'f32'], results: [] });
  const even = module.declare({ export: 'even', params: ['i32'], results: ['i32'] });
  const odd = module.declare({ params: ['i32'], results: ['i32'] });
  const recurse = (target: typeof even, atZero: number) => {
    module.define(target, (f, n) => {
      f.i32.eqz(n);
      f.if(
        () => f.i32.const(atZero),
        () => {
          f.call(log, n, 0.5);
          f.i32.sub(n, 1);
          f.call(target === even ? odd : even);
        },
        'i32',
      );
    });
  };
  recurse(odd, 0);
  recurse(even, 1);
  const logged: number[] = [];
  const run = instantiate(module, { host: { log: (n: number, x: number) => logged.push(n + x) } });
  expect([run['even']!(4), run['even']!(3)]).toEqual([1, 0]);
  expect(logged).toEqual([4.5, 3.5, 2.5, 1.5, 3.5, 2.5, 1.5]);
});

test('data lies at its address, past 2 GiB too', () => {
  const module = createModule();
  module.memory({ initial: 1 }, 'memory');
  module.data(100, Uint8Array.of(1, 2, 3));
  const { memory } = instantiate(module) as unknown as { memory: WebAssembly.Memory };
  expect([...new Uint8Array(memory.buffer, 99, 5)]).toEqual([0, 1, 2, 3, 0]);

  const far = createModule();
  far.memory({ initial: 65536 });
  far.data(0xffff_fff0, Uint8Array.of(1));
  expect(WebAssembly.validate(far.build())).toBe(true);
});

test('names appear in stack traces', () => {
  const module = createModule({ names: true });
  const inner = module.func({ name: 'forwardGates', ...nothing }, (f) => f.unreachable());
  module.func({ export: 'run', ...nothing }, (f) => f.call(inner));
  const run = instantiate(module)['run']!;
  let stack: string | undefined;
  try {
    run();
  } catch (error) {
    stack = (error as Error).stack;
  }
  expect(stack).toContain('forwardGates');
});

describe('a module refuses', () => {
  test.each<[string, (module: ModuleBuilder) => void, string]>([
    [
      'a function that was never defined',
      (module) => {
        module.declare({ name: 'later', ...nothing });
        module.build();
      },
      'Function later was declared but never defined.',
    ],
    [
      'a second definition',
      (module) =>
        module.define(
          module.func({ name: 'once', ...nothing }, () => {}),
          () => {},
        ),
      'Function once is already defined.',
    ],
    [
      "another module's function",
      (module) => module.define(createModule().declare({ name: 'stranger', ...nothing }), () => {}),
      'Function stranger was not declared in this module.',
    ],
    [
      'two exports of one name',
      (module) => {
        module.func({ export: 'run', ...nothing }, () => {});
        module.func({ export: 'run', ...nothing }, () => {});
      },
      "The module already exports 'run'.",
    ],
    [
      'a second memory',
      (module) => {
        module.memory({ initial: 1 });
        module.importMemory('env', 'memory', { initial: 1 });
      },
      'The module already has its memory: it can have one.',
    ],
    [
      'a shared memory without a maximum',
      (module) => module.memory({ initial: 1, shared: true }),
      'A shared memory needs a maximum, so that it never moves while threads use it.',
    ],
    [
      'a late import',
      (module) => {
        module.func(nothing, () => {});
        module.importFunc('host', 'log', nothing);
      },
      "Import 'host.log' before declaring functions: imports are numbered first.",
    ],
  ])('%s', (_, act, message) => {
    expect(() => act(createModule())).toThrow(new AssemblerError(message));
  });
});
