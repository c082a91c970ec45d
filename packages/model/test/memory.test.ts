import { sequential } from '@sluice/cell';
import { embedding } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { MemoryError, tensor } from '@sluice/math';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createModel, formatSummary } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('memory', () => {
  it('of the weights is stated in the summary', async () => {
    const model = await createModel(lstm({ inputSize: 3, hiddenSize: 4 }));
    // 4 gates of (3 + 4 + 1) · 4 weights
    expect(model.summary().bytes).toBe(4 * 128);
    expect(formatSummary(model.summary())).toMatch(/128 weights, 512 B$/);
  });

  it('that a prediction cannot have is stated before any is taken', async () => {
    const model = await createModel(sequential(embedding(2, 64), lstm({ inputSize: 64, hiddenSize: 512 })));
    const x = tensor(new Int32Array(1024 * 1024), [1024, 1024]);
    const memory = vi.spyOn(WebAssembly, 'Memory');
    const problem: unknown = await model.predict(x).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(MemoryError);
    expect((problem as MemoryError).message).toMatch(
      /^The program takes \d+\.\d GB of memory \(weights 4\.\d MB, state 4\.0 MB, batch 4\.0 MB, activations \d+\.\d GB\), but a WebAssembly memory holds 4\.0 GB at most\. Take a smaller batch or fewer time steps\.$/,
    );
    expect(memory).not.toHaveBeenCalled();
  });

  it('that the engine does not give is an error of predict and of stream', async () => {
    const model = await createModel(lstm({ inputSize: 3, hiddenSize: 4 }));
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(() => {
      throw new RangeError('could not allocate memory');
    });
    const refused = /weights 512 B, .* but the engine does not give it that much/;
    await expect(model.predict(tensor([1, 2, 3], [1, 1, 3]))).rejects.toThrow(refused);
    expect(() => model.stream()).toThrow(refused);
    expect(() => model.stream()).toThrow(MemoryError);
  });
});
