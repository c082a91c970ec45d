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
  });
});
