import { describe, expect, it } from 'vitest';
import { sizeOf } from '@sluice/math';
import { translate } from '@sluice/wasm';
import { adam, adamw, cosine, warmUp } from '../src/index.js';
import { optimizers } from './every-optimizer.js';
import { updateProgram } from './update-program.js';

describe('an update, compiled', () => {
  it.each([
    ...Object.entries(optimizers),
    ['adam with a schedule', adam({ learningRate: warmUp(cosine(2e-3, { period: 846 }), 100) })],
    ['adamw with amsgrad', adamw({ amsgrad: true })],
  ] as const)('%s is one loop over the parameter, in place', (_, optimizer) => {
    const slots = Object.keys(optimizer.slots([])).length;
    const kept = Array.from({ length: slots }, (_, i) => ({ input: i + 3, output: i + 1 }));
    const { run } = translate(updateProgram(optimizer, [128, 512]), {
      updates: [{ input: 0, output: 0 }, ...kept],
    }).schedule;
    const loops = run.filter((step) => step.kind !== 'fused' || sizeOf(step.space) > 1);
    expect(loops.map((step) => (step.kind === 'fused' ? step.space : step.kind))).toEqual([[128, 512]]);

    const nodes = loops.flatMap((step) => (step.kind === 'fused' ? step.nodes : []));
    const stores = loops.flatMap((step) => (step.kind === 'fused' ? step.stores : []));
    expect(stores).toHaveLength(1 + slots);
    // no powers, corrections or rates of every element
    const operations = nodes.flatMap((node) => (node.kind === 'compute' ? [node.op] : []));
    expect(operations.filter((op) => ['exp', 'log', 'tanh', 'convert', 'select'].includes(op))).toEqual([]);
  });
});
