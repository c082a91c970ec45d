import { formatProgram, trace, type Spec, type Value } from '@sluice/math';
import { expect, it } from 'vitest';
import { rewrite, type RewriteRule } from '../../src/simplify/rewrite.js';

type Body = (...inputs: Value[]) => readonly Value[];

/** What a function should be rewritten to; without a second function it should stay as it is. */
export type RewriteCase = [name: string, specs: readonly Spec[], before: Body, after?: Body];

/** Applies rules once to each program and expects another, equation by equation. */
export function describeRewrites(rules: readonly RewriteRule[], cases: readonly RewriteCase[]): void {
  it.each(cases)('%s', (_, specs, before, after = before) => {
    const { program } = rewrite(trace(before, specs), rules);
    expect(formatProgram(program)).toBe(formatProgram(trace(after, specs)));
  });
}
