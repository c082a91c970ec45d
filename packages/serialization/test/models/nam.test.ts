import { readFileSync } from 'node:fs';
import { sequential } from '@sluice/cell';
import { linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { tensor } from '@sluice/math';
import { createModel, type Model, type StateTensors } from '@sluice/model';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors, type ImportedLayer } from '../../src/index.js';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../golden/models/nam-lstm/${name}`, import.meta.url), 'utf8'));

interface NamFile {
  readonly config: { readonly input_size: number; readonly hidden_size: number };
  readonly weights: readonly number[];
}

/** Puts the flat list of numbers of a Neural Amp Modeler file where they belong; the layout stands in the golden README. */
function importNam({ config: { input_size: I, hidden_size: H }, weights }: NamFile): ImportedLayer {
  let used = 0;
  const take = (count: number): readonly number[] => weights.slice(used, (used += count));
  // `[4H, in + H]`: PyTorch's two matrices side by side, in the order of gates that Sluice has, but one row for each unit
  const matrix = take(4 * H * (I + H));
  const columns = (first: number, end: number): number[] =>
    Array.from({ length: end - first }, (_, k) =>
      Array.from({ length: 4 * H }, (_, unit) => matrix[unit * (I + H) + first + k]!),
    ).flat();
  const layer = {
    name: 'lstm',
    layer: sequential(lstm({ inputSize: I, hiddenSize: H }), linear(H, 1)),
    params: {
      '0.wx': tensor(columns(0, I), [I, 4 * H]),
      '0.wh': tensor(columns(I, I + H), [H, 4 * H]),
      '0.b': tensor(take(4 * H)),
    },
    state: { '0.h': tensor(take(H), [1, H]), '0.c': tensor(take(H), [1, H]) },
    notes: [],
  };
  const head = { '1.w': tensor(take(H), [H, 1]), '1.b': tensor(take(1)) };
  expect(used).toBe(weights.length);
  return { ...layer, params: { ...layer.params, ...head } };
}

const { layer, params, state } = importNam(read('lstm.nam') as NamFile);
const golden = read('golden.json') as Record<'x' | 'y' | 'h_last' | 'c_last', readonly number[]>;

function expectGolden(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) =>
    expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(2e-6 + 1e-5 * Math.abs(value)),
  );
}

function expectLast(last: StateTensors): void {
  expectGolden(last['0.h']!.data, golden.h_last);
  expectGolden(last['0.c']!.data, golden.c_last);
}

describe.each(['wasm', 'reference'] as const)('the LSTM of Neural Amp Modeler (%s)', (backend) => {
  const create = (): Promise<Model> => createModel(layer, { params, backend });

  it('is played sample by sample, from the state that the file holds', async () => {
    const stream = (await create()).stream();
    stream.state = state!;
    expectGolden(
      golden.x.map((x) => stream.step(x)[0]!),
      golden.y,
    );
    expectLast(stream.state);
  });

  it('is another sound from zeros', async () => {
    const stream = (await create()).stream();
    expect(Math.abs(stream.step(golden.x[0]!)[0]! - golden.y[0]!)).toBeGreaterThan(1e-3);
  });

  it('is played by many side by side, each at a sample of its own', async () => {
    const model = await create();
    const streams = Array.from({ length: 20 }, () => model.stream());
    for (const stream of streams) stream.state = state!;
    const heard = streams.map((): number[] => []);
    for (let t = 0; t < golden.x.length + 3 * streams.length; t++) {
      streams.forEach((stream, i) => {
        const x = golden.x[t - 3 * i];
        if (x !== undefined) heard[i]!.push(stream.step(x)[0]!);
      });
    }
    for (const [i, stream] of streams.entries()) {
      expect(heard[i]).toEqual(heard[0]);
      expectGolden(heard[i]!, golden.y);
      expectLast(stream.state);
    }
  });

  it('is played by the rows of a batch, which begin and end one after another', async () => {
    const model = await create();
    const alone = model.stream();
    alone.state = state!;
    const expected = golden.x.map((x) => alone.step(x)[0]!);
    const batch = model.streamBatch();
    const players: { readonly row: ReturnType<typeof batch.join>; t: number }[] = [];
    let ended = 0;
    for (let tick = 0; ended < 20; tick++) {
      if (tick % 7 === 0 && players.length + ended < 20) players.push({ row: batch.join(state), t: 0 });
      // now and then one of them waits for its next sample
      const playing = players.filter((_, i) => (tick + i) % 5 !== 0);
      for (const { row, t } of playing) row.write(golden.x[t]!);
      expect(batch.step()).toBe(playing.length);
      for (const player of playing) {
        expect(player.row.output[0]).toBe(expected[player.t++]);
        if (player.t < golden.x.length) continue;
        expectLast(player.row.leave());
        players.splice(players.indexOf(player), 1);
        ended++;
      }
    }
    expectGolden(expected, golden.y);
    expect(batch.size).toBe(0);
  });

  it('goes on bit for bit after its state was saved as bytes', async () => {
    const model = await create();
    const [stream, later] = [model.stream(), model.stream()];
    stream.state = state!;
    for (const x of golden.x.slice(0, 100)) stream.step(x);
    const bytes = writeSafetensors(stream.state);
    later.state = readSafetensors(bytes).tensors;
    const rest = golden.x.slice(100);
    expect(rest.map((x) => later.step(x)[0])).toEqual(rest.map((x) => stream.step(x)[0]));
    expectLast(later.state);
  });
});
