import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sluice } from './harness.js';

const tiny = ['--input', '3', '--hidden', '4', '--batch', '2', '--time-steps', '5'];

const guide = readFileSync(new URL('../../../docs/how-it-runs.md', import.meta.url), 'utf8');

/** How many bytes of code there are depends on which instructions the engine has. */
const withoutCodeSize = (text: string): string => text.replace(/; [\d.]+ k?B of code/, '');

describe('sluice explain', { timeout: 30_000 }, () => {
  it.each(['lstm', 'gru', 'rnn', 'indrnn', 'scrn'])(
    'tells what a training step of %s cells is',
    async (cell) => {
      const { code, stdout, stderr } = await sluice(['explain', cell, ...tiny]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(
        new RegExp(
          `^${cell}, 1 layer of 4, input 3\nOne training step.*\nThe optimizer is left out\\.\n\nin each run\n`,
        ),
      );
      expect(stdout).toMatch(/\n {2}loop of 5 steps\n.*\n {2}loop of 5 steps, backwards\n/s);
      expect(stdout).toMatch(/\n\d+ loops; \d+ products, \d+ of them in loops; .*\n.*B of memory.*\n$/);
    },
  );

  it('tells what the way forward is, of several layers', async () => {
    const { stdout } = await sluice(['explain', 'gru', '--mode', 'predict', '--layers', '2', ...tiny]);
    expect(stdout).toMatch(/^gru, 2 layers of 4, input 3\nThe way forward over 2 sequences of 5 steps\.\n\n/);
    expect(stdout).toContain('when constants change\n');
    expect(stdout).toMatch(/\n2 loops; 4 products, 2 of them in loops/);
    expect(stdout).not.toContain('backwards');
  });

  it('tells what one step of a stream is', async () => {
    const { stdout } = await sluice(['explain', 'lstm', '--mode', 'step', '--input', '3', '--hidden', '4']);
    expect(stdout).toMatch(/^lstm, 1 layer of 4, input 3\nOne step of a stream\.\n\nwhen constants change\n/);
    expect(stdout).toContain('product 1×4 by 4×16');
    expect(stdout).toMatch(/\n0 loops; /);
  });

  it('prints JSON', async () => {
    const { stdout } = await sluice(['explain', 'lstm', '--json', ...tiny]);
    // 2 · 5 · 2 · 3 · 16 for x · wx and for its gradient, 5 · 2 · 2 · 4 · 16 for h · wh and for its two gradients.
    expect(JSON.parse(stdout)).toMatchObject({ products: 5, operations: 5760 });
  });

  it('explains an lstm of the usual size when nothing is said', async () => {
    const { stdout } = await sluice(['explain']);
    expect(stdout).toContain(
      'lstm, 1 layer of 128, input 64\nOne training step over 32 sequences of 64 steps',
    );
    expect(stdout).toContain('product 32×128 by 128×512');
  });

  it('says in one line what is wrong', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['lsmt'], /'lsmt' is invalid.*Allowed choices are lstm, gru, mgu, rnn/],
      [['lstm', '--mode', 'fly'], /'fly' is invalid\. Allowed choices are train, predict, step/],
      [['lstm', '--hidden', '0'], /It must be an integer of at least 1/],
      [
        ['lstm', '--mode', 'step', '--batch', '2'],
        /one step of one row, so --batch 2 means nothing.*Leave it out/,
      ],
      [['lstm', '--mode', 'step', '--time-steps', '2'], /so --time-steps 2 means nothing/],
    ];
    for (const [argv, message] of wrong) {
      const { code, stdout, stderr } = await sluice(['explain', ...argv]);
      expect({ code, stdout }, argv.join(' ')).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^sluice: [^\n]*\n$/);
      expect(stderr).toMatch(message);
    }
  });

  it.each([
    [0, ['lstm']],
    [1, ['gru', '--mode', 'step']],
  ])('prints block %i of the guide', async (block, words) => {
    const shown = [...guide.matchAll(/^```text\n([^]*?)^```$/gm)].map(([, text]) => text!);
    const { stdout } = await sluice(['explain', ...words]);
    expect(withoutCodeSize(stdout)).toBe(withoutCodeSize(shown[block]!));
  });
});
