import type { FitReport } from '@sluice/train';
import { describe, expect, it } from 'vitest';
import { createProgress, formatBar } from '../src/progress.js';

const report = (step: number): FitReport => ({ step, epoch: 1, loss: 2, gradientNorm: 1, learningRate: 0.1 });

function record(isTTY: boolean): {
  readonly written: () => string;
  readonly progress: ReturnType<typeof createProgress>;
} {
  let text = '';
  const output = { write: (more: string) => (text += more), isTTY, columns: 100 };
  const progress = createProgress(output, {
    total: 2,
    charactersPerStep: 10,
    describe: ({ epoch }) => `epoch ${epoch} of 1`,
  });
  return { written: () => text, progress };
}

describe('progress', () => {
  it.each([true, false])('ends with the last validation (terminal: %s)', (isTTY) => {
    const { written, progress } = record(isTTY);
    progress.update(1, report(1));
    progress.update(2, report(2));
    progress.validated(Math.LN2);
    progress.stop();
    expect(written()).toMatch(
      /100%[ |:]+epoch 1 of 1, loss 2\.000, validation 1\.000 bits\/char, [\d,]+ char\/s\n$/,
    );
  });

  it('changes no setting of the terminal that a kill would leave behind', () => {
    const { written, progress } = record(true);
    progress.update(1, report(1));
    progress.note('The disk is full.');
    progress.update(2, report(2));
    progress.stop();
    // Nothing but "back to the beginning of the line" and "erase to its end".
    expect(written().replaceAll('\r\x1b[K', '')).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(written()).toContain('\r\x1b[KThe disk is full.\n');
  });

  it('writes no control character where nobody looks', () => {
    const { written, progress } = record(false);
    progress.update(1, report(1));
    progress.note('The disk is full.');
    progress.stop();
    expect(written()).toMatch(/^The disk is full\.\n50%: epoch 1 of 1, loss 2\.000, [\d,]+ char\/s\n$/);
  });
});

describe('a bar', () => {
  const line = {
    share: 0.5,
    secondsLeft: 25,
    facts: ['step 118', 'loss 2.204', 'validation 2.667 bits/char', '20,681 char/s'],
  };

  it('shows all where there is room', () => {
    expect(formatBar(line, 120)).toBe(
      `${'█'.repeat(10)}${'░'.repeat(10)} 50% | 25 s left | step 118, loss 2.204, validation 2.667 bits/char, 20,681 char/s`,
    );
  });

  it('leaves out whole facts where there is not, and never fills the line', () => {
    expect(formatBar(line, 80)).toBe(
      '███░░ 50% | 25 s left | step 118, loss 2.204, validation 2.667 bits/char',
    );
    for (let columns = 1; columns < 130; columns++)
      expect(formatBar(line, columns).length).toBeLessThan(columns);
  });
});
