import type { StartValues } from '@sluice/cell';
import { describe, expect, it } from 'vitest';
import { runStep } from '../../cell/src/testing/subject.js';
import { f32, plain } from '../../cell/test/numbers.js';
import { indrnn } from '../src/index.js';

describe('indrnn', () => {
  it('lets each unit see only itself', () => {
    const inputs = {
      x: f32([1, 2], 1, 2),
      'params.wx': f32([2, 2], 1, -2, 3, 1),
      'params.u': f32([2], 0.5, 2),
      'params.b': f32([2], 0.25, -0.5),
      'state.h': f32([1, 2], -4, 1),
    };
    // 1·1 + 2·3 + 0.5·(−4) + 0.25 and 1·(−2) + 2·1 + 2·1 − 0.5
    expect(plain(runStep(indrnn({ inputSize: 2, hiddenSize: 2 }), inputs)['output']!)).toEqual([5.25, 1.5]);
    // −19 in place of −4 brings the first unit below zero, and changes nothing for the second
    const darker = { ...inputs, 'state.h': f32([1, 2], -19, 1) };
    expect(plain(runStep(indrnn({ inputSize: 2, hiddenSize: 2 }), darker)['output']!)).toEqual([0, 1.5]);
    // 5.25 and 1.5, with a second bias of −1 and 2, kept within ±4
    const options = { inputSize: 2, hiddenSize: 2, recurrentBias: true, clip: 4 };
    const bounded = runStep(indrnn(options), { ...inputs, 'params.bh': f32([2], -1, 2) });
    expect(plain(bounded['output']!)).toEqual([4, 3.5]);
  });

  it('starts with units that forget and units that remember, or as it is told', () => {
    const startOf = (initial?: StartValues): number[] => {
      const { shape, initial: start } = indrnn({ inputSize: 1, hiddenSize: 200, ...(initial && { initial }) })
        .params['u']!;
      return [...start(shape, 1)];
    };
    expect(Math.min(...startOf())).toBeGreaterThan(0);
    expect(Math.min(...startOf())).toBeLessThan(0.05);
    expect(Math.max(...startOf())).toBeLessThan(1);
    expect(Math.max(...startOf())).toBeGreaterThan(0.95);
    expect(new Set(startOf({ recurrent: 'ones' }))).toEqual(new Set([1]));
  });
});
