import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CellSourceError } from '../src/cells/cell-source-error.js';
import { loadCell } from '../src/cells/load-cell.js';
import { initialSource } from '../src/cells/own-source.js';

// Node imports no blobs, but modules that are written in their address it does.
beforeAll(() => {
  vi.stubGlobal(
    'Blob',
    class {
      constructor(readonly parts: readonly string[]) {}
    },
  );
  vi.spyOn(URL, 'createObjectURL').mockImplementation(
    (blob) =>
      `data:text/javascript;base64,${Buffer.from((blob as unknown as { parts: string[] }).parts[0]!).toString('base64')}`,
  );
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => undefined);
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const load = (source: string) => loadCell({ name: 'own', source });
const problemOf = async (source: string): Promise<Pick<CellSourceError, 'problem' | 'line' | 'column'>> =>
  load(source).then(
    () => expect.unreachable('It should be refused.'),
    (problem: CellSourceError) => ({ problem: problem.problem, line: problem.line, column: problem.column }),
  );

/** The cell that stands in the editor at first, with something in place of something else. */
const changed = (old: string, replacement: string): string => {
  expect(initialSource).toContain(old);
  return initialSource.replace(old, replacement);
};

const lineOf = (source: string, part: string): number =>
  source.slice(0, source.indexOf(part)).split('\n').length;

describe('loadCell', () => {
  it('finds registered cells, and says so where there is none', async () => {
    expect((await loadCell({ name: 'gru' }))({ inputSize: 2, hiddenSize: 3 }).kind).toBe('gru');
    await expect(loadCell({ name: 'constructor' })).rejects.toThrow("no cell named 'constructor'");
  }, 20_000);

  it('makes a cell of a text', async () => {
    const cell = (await load(initialSource))({ inputSize: 2, hiddenSize: 3 });
    expect(cell.kind).toBe('mine');
    expect(cell.params['wx']!.shape).toEqual([2, 6]);
  });

  it('strips types and keeps the lines', async () => {
    const source = changed('const next =', 'const next: Value =').replace(
      'defineCell }',
      'defineCell, type Cell }',
    );
    await expect(load(`import type { Value } from '@sluice/math';\n${source}`)).resolves.toBeTypeOf(
      'function',
    );
    await expect(
      load(`import { type Cell, type Value } from '@sluice/math';\n${source}`),
    ).resolves.toBeTypeOf('function');
    const wrong = source.replace('.tanh()', '.thanh()');
    const { line, problem } = await problemOf(`import type { Value } from '@sluice/math';\n${wrong}`);
    expect(line).toBe(1 + lineOf(wrong, '.thanh()'));
    expect(problem).toContain('thanh is not a function');
  });

  it('takes what wraps or makes another cell', async () => {
    const source = [
      "import { zoneout } from '@sluice/cell';",
      "import { gru } from '@sluice/gru';",
      'export const mine = (sizes) => zoneout(gru(sizes), { h: 0.1 });',
    ].join('\n');
    expect((await load(source))({ inputSize: 2, hiddenSize: 3 }).kind).toBe('zoneout');
  });
});

describe('an own cell that is none is refused, with its place:', () => {
  it.each([
    ['a syntax error', changed('.split(2);', '.split(2;'), '.split(2;', 'Unexpected token, expected ","'],
    ['a text without an end', changed("kind: 'mine',", "kind: 'mine,"), "kind: 'mine,", ''],
    [
      'a name declared twice',
      changed('const next =', 'const forget = 1;\n    const next ='),
      'const forget = 1',
      'already',
    ],
    [
      'another module',
      `import 'lodash';\n${initialSource}`,
      'lodash',
      "no 'lodash' to import here; there are @sluice/cell",
    ],
    ['an address', `import 'https://example.com/a.js';\n${initialSource}`, 'example', 'to import here'],
    [
      'a name that is not exported',
      changed('{ defineCell }', '{ defineCell, lstm }'),
      'lstm',
      "exports no 'lstm'",
    ],
    [
      'import(…)',
      changed('const next =', "import('@sluice/cell');\n const next ="),
      "import('",
      'does not work here',
    ],
    ['a throw', `${initialSource}\nthrow new Error('No.');`, 'throw', 'No.'],
    ['a throw of a text', changed('const next =', "throw 'no';\n const next ="), 'return {', 'threw no'],
    ['nothing exported', changed('export const', 'const'), '', 'Nothing is exported'],
    ['several exports', `${initialSource}\nexport const two = 2;`, 'export', 'there are mine, two'],
    ['a default export', changed('export const mine =', 'export default'), 'export', 'needs a name'],
    [
      'an export of its own',
      `${changed('export const', 'const')}\nexport { mine };`,
      'export',
      'exported where it is made',
    ],
    ['a name that there is', changed('const mine', 'const gru'), 'export', 'a cell named `gru` already'],
    ['a class', 'export class Mine {}', 'export', '`Mine` is a class'],
    ['a number', 'export const mine = 3;', 'export', '`mine` is a number'],
    ['what gives no cell', 'export const mine = () => 3;', 'export', 'gives a number'],
    ['a step that is none', changed('step(', 'steps('), 'defineCell({', 'step must be a function'],
    ['wrong shapes', changed('h.matmul(uf)', 'h.matmul(wx)'), 'h.matmul(wx)', 'matmul'],
    ['no state', changed('state: { h: next },', ''), 'return {', 'returned undefined as its state'],
    [
      'a state of another shape',
      changed('{ h: next }', '{ h: x }'),
      'return {',
      'the returned state "h" must be',
    ],
    [
      'an output of another size',
      changed('output: next', 'output: x'),
      'return {',
      'The output is to be f32[batch, hiddenSize]',
    ],
    ['an output that is a number', changed('output: next', 'output: 1'), 'return {', 'must be a Value'],
    ['an unknown name', changed('.mul(h)', '.mul(g)'), '.mul(g)', 'g is not defined'],
    [
      'a recursion without end',
      changed('const next =', 'const f = () => f(); f();\n const next ='),
      '() => f()',
      'call stack',
    ],
    ['too many parameters', changed('[2 * hiddenSize]', '[1e7]'), 'return {', 'parameters'],
    [
      'a step of ten thousand operations',
      changed('const next =', 'for (let i = 0; i < 10_000; i++) h = h.sin();\n const next ='),
      'return {',
      'operations; 2,000 is the most',
    ],
    [
      'an input of its own',
      changed("kind: 'mine',", "kind: 'mine', input: () => ({ shape: [], dtype: 'i32' }),"),
      'return {',
      'leave out `input`',
    ],
  ])('%s', async (_, source, part, message) => {
    const { problem, line } = await problemOf(source);
    expect(problem).toContain(message);
    expect(line).toBe(part === '' ? line : lineOf(source, part));
  });

  it('a module that waits for ever', async () => {
    vi.useFakeTimers();
    const refused = problemOf(`await new Promise(() => {});\n${initialSource}`);
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect((await refused).problem).toContain('awaits something that does not come');
  });

  it('errors in sizes that were not tried first', async () => {
    const create = await load(changed('const next =', 'if (h.shape[1] > 8) h.add(x);\n const next ='));
    expect(() => create({ inputSize: 2, hiddenSize: 4.5 })).toThrow(
      'Your cell, line 3: In mine: The options give',
    );
    const cell = create({ inputSize: 2, hiddenSize: 16 });
    const { trace, zeros } = await import('@sluice/math');
    const run = () =>
      trace(() => {
        const params = Object.fromEntries(
          Object.entries(cell.params).map(([name, { shape }]) => [name, zeros(shape)]),
        );
        const context = { params, training: false, key: { seed: 0, step: 0 } };
        return [cell.unroll({ ...context, x: zeros([4, 1, 2]), state: { h: zeros([1, 16]) } }).output];
      }, []);
    expect(run).toThrow(/^Your cell, line \d+: In mine: add/);
  });
});
