import { scan, trace, zeros, type Program, type Value } from '@sluice/math';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOf, valueAt, type Extent, type Sizes } from '../../../src/onnx/export/extent.js';
import { generalise } from '../../../src/onnx/export/generalise.js';
import { chooseSamples, fitExtent } from '../../../src/onnx/export/samples.js';

const samples = chooseSamples(new Set([101, 103]));
const coefficient = fc.integer({ min: -1000, max: 1000 });
const extents: fc.Arbitrary<Extent> = fc.record({
  one: coefficient,
  batch: coefficient,
  time: coefficient,
  both: coefficient,
});

describe('samples', () => {
  it('are primes that nothing else is, no two the same', () => {
    expect(samples).toEqual([
      { batch: 107, time: 127 },
      { batch: 109, time: 127 },
      { batch: 107, time: 131 },
      { batch: 109, time: 131 },
      { batch: 113, time: 137 },
    ]);
  });

  it('tell every extent', () => {
    fc.assert(
      fc.property(extents, (extent) => {
        expect(
          fitExtent(
            samples.map((sizes) => valueAt(extent, sizes)),
            samples,
          ),
        ).toEqual(extent);
      }),
      { seed: 20, numRuns: 300 },
    );
  });

  it.each([
    ['B²', ({ batch }: Sizes) => batch ** 2],
    ['B / 2', ({ batch }: Sizes) => batch / 2],
    ['√T', ({ time }: Sizes) => Math.sqrt(time)],
    ['B mod 2', ({ batch }: Sizes) => batch % 7],
    ['min(B, T)', ({ batch, time }: Sizes) => Math.min(batch, time - 20)],
  ])('tell that %s is none', (_, at) => {
    expect(fitExtent(samples.map(at), samples)).toBeUndefined();
  });

  it('tell numbers that are the same everywhere, whatever they are', () => {
    for (const number of [0.1, NaN, Infinity, -Infinity]) {
      expect(
        fitExtent(
          samples.map(() => number),
          samples,
        ),
      ).toMatchObject({ one: number, batch: 0, time: 0, both: 0 });
    }
    expect(
      Object.is(
        fitExtent(
          samples.map(() => -0),
          samples,
        )!.one,
        -0,
      ),
    ).toBe(true);
  });
});

it('an extent has a name that can be read', () => {
  const name = (one: number, batch: number, time: number, both: number): string =>
    nameOf({ one, batch, time, both });
  expect(name(0, 1, 0, 0)).toBe('batch');
  expect(name(-1, 0, 1, 0)).toBe('time - 1');
  expect(name(0, 0, 0, 1)).toBe('batch*time');
  expect(name(3, -2, 1, 4)).toBe('4*batch*time - 2*batch + time + 3');
  expect(name(0, -1, 0, 0)).toBe('-batch');
  expect(name(0, 0, 0, 0)).toBe('0');
});

describe('programs of all sizes', () => {
  const versions = (body: (x: Value, sizes: Sizes) => Value): Program[] =>
    samples.map((sizes) =>
      trace((x) => [body(x, sizes)], [{ shape: [sizes.time, sizes.batch, 3], dtype: 'f32' }]),
    );

  it('have extents in place of sizes, in loops too', () => {
    const { program } = generalise(
      versions((x) => {
        const [time, batch] = x.shape as [number, number];
        const { outputs } = scan({ carry: { h: zeros([batch, 3]) }, inputs: { x } }, ({ h }, { x: step }) => {
          const next = h.add(step);
          return { carry: { h: next }, outputs: { flat: next.reshape([batch * 3]) } };
        });
        return outputs.flat.slice([1, 0], [time, 3 * batch - 1]).sum(1);
      }),
      samples,
    );
    const slice = program.equations.find((equation) => equation.op === 'slice')!;
    expect(slice.attributes.starts.map(nameOf)).toEqual(['1', '0']);
    expect(slice.attributes.ends.map(nameOf)).toEqual(['time', '3*batch - 1']);
    expect(program.outputs[0]!.shape.map(nameOf)).toEqual(['time - 1']);
    const loop = program.equations.find((equation) => equation.op === 'scan')!;
    expect(nameOf(loop.attributes.length)).toBe('time');
    expect(loop.attributes.body.outputs[1]!.shape.map(nameOf)).toEqual(['3*batch']);
    expect(loop.attributes.carries).toBe(1);
  });

  it('know the factor of a mean', () => {
    const { program } = generalise(
      versions((x) => x.mean([0, 2])),
      samples,
    );
    const fill = program.equations.find((equation) => equation.op === 'fill')!;
    expect(fill.attributes.value).toEqual({
      extent: { one: 0, batch: 0, time: 3, both: 0 },
      reciprocal: true,
    });
  });

  it('are not made of programs that wire their values differently', () => {
    const crossed = versions((x, { batch }) => {
      const [a, b] = [x.tanh(), x.neg()];
      return batch === samples[1].batch ? b.sub(a) : a.sub(b);
    });
    expect(() => generalise(crossed, samples)).toThrow('it takes another course');
  });
});
