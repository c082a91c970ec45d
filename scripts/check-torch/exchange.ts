import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sizeOf, tensor, type Shape, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { exportTorch, fromTorch, readTorch, writeTorch } from '@sluice/serialization/torch';
import { cases, type Case } from './cases.js';

const [BATCH, TIME] = [3, 5];
const LENGTHS = [5, 2, 3];

type Tensors = Readonly<Record<string, Tensor>>;

/** What was written for a case, to compare with what comes back. */
interface Sent {
  readonly weights: Tensors;
  readonly params: Tensors;
  readonly x: Tensor;
  readonly start: Readonly<Record<string, Tensor<'f32'>>>;
}

/** Counts what is right, and prints what is not. */
class Tally {
  passed = 0;
  failed = 0;

  check(name: string, what: string, problem: string | undefined): void {
    if (problem === undefined) this.passed++;
    else {
      this.failed++;
      console.log(`FAILED  ${name}: ${what}: ${problem}`);
    }
  }
}

/** Trades every case with PyTorch through files in a folder. */
export async function exchange(
  folder: string,
  python: string,
  script: string,
): Promise<{ readonly passed: number; readonly failed: number }> {
  const path = (one: Case, what: string): string => join(folder, `${one.name}.${what}.pt`);
  const sent = new Map<Case, Sent>();
  const list = [];
  for (const [i, one] of cases.entries()) {
    const random = randomNumbers(i + 1);
    const params = Object.fromEntries(
      Object.entries(one.layer.params).map(([name, { shape }]) => [name, random(shape)]),
    );
    const { tensors: weights, module } = exportTorch(one.layer, params);
    const x = inputFor(one, random);
    const start = startFor(one, random);
    writeFileSync(path(one, 'weights'), writeTorch(weights));
    writeFileSync(path(one, 'input'), writeTorch({ x, ...torchStates(one, start, '0'), ...lengthsOf(one) }));
    sent.set(one, { weights, params, x, start });
    list.push({ name: one.name, module, last: one.last });
  }
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(list));
  const { status, stdout, stderr } = spawnSync(python, [script, folder], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  process.stdout.write(stdout ?? '');
  if (status !== 0) {
    const reason = stderr?.trim().split('\n').at(-1) ?? 'it is not there';
    throw new Error(`${python} cannot run PyTorch (${reason}); name one that can: PYTHON=/usr/bin/python3`);
  }
  const problems = JSON.parse(readFileSync(join(folder, 'problems.json'), 'utf8')) as Record<string, string>;

  const tally = new Tally();
  const read = (one: Case, what: string): Tensors => readTorch(readFileSync(path(one, what))).tensors;
  for (const one of cases) {
    tally.check(one.name, 'load_state_dict(strict=True) and run', problems[one.name]);
    if (problems[one.name] !== undefined) continue;
    const { weights, params, x, start } = sent.get(one)!;
    const compare = async (
      what: string,
      layer: Case['layer'],
      own: Tensors,
      expected: Tensors,
    ): Promise<void> => {
      for (const backend of ['wasm', 'reference'] as const) {
        const model = await createModel(layer, { params: own, backend });
        const { output, state } = await model.predict(x, one.stack ? { state: start, lengths: LENGTHS } : {});
        const given = { output, ...torchStates(one, state, '_n') };
        tally.check(one.name, `${what}, ${backend}`, farthest(given, expected));
      }
    };
    await compare('outputs of weights from here', one.layer, params, read(one, 'outputs'));
    for (const what of ['same', 'same-legacy'])
      tally.check(one.name, `the bits of ${what}`, different(read(one, what), weights));
    tally.check(
      one.name,
      'both formats hold the same',
      different(read(one, 'fresh-legacy'), read(one, 'fresh')),
    );
    if (!one.stack) continue;
    const nonlinearity = one.nonlinearity && { nonlinearity: one.nonlinearity };
    const fresh = fromTorch(read(one, 'fresh'), nonlinearity);
    await compare('outputs of weights from PyTorch', fresh.layer, fresh.params, read(one, 'fresh-outputs'));
    const nested = fromTorch(read(one, 'checkpoint'), { ...nonlinearity, prefix: 'state_dict.net' });
    tally.check(one.name, 'a checkpoint holds the same', different(nested.params, fresh.params));
    const summed = fromTorch(read(one, 'fresh'), { ...nonlinearity, biases: 'summed' });
    await compare('outputs with biases summed', summed.layer, summed.params, read(one, 'fresh-outputs'));
    const again = exportTorch(fresh.layer, fresh.params).tensors;
    tally.check(one.name, 'the bits on their way back', different(again, read(one, 'fresh')));
  }
  console.log(`${cases.length} modules traded, each in both formats and run on both backends`);
  return tally;
}

function randomNumbers(seed: number): (shape: Shape) => Tensor<'f32'> {
  let state = seed * 7919;
  return (shape) =>
    tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647 - 0.5;
      }),
      shape,
    );
}

function inputFor({ layer }: Case, random: (shape: Shape) => Tensor<'f32'>): Tensor {
  if (layer.input?.dtype === 'i32') {
    return tensor(
      Int32Array.from({ length: BATCH * TIME }, (_, i) => (i * i) % 7),
      [BATCH, TIME],
    );
  }
  return random([BATCH, TIME, ...(layer.input?.shape ?? [3])]);
}

const startFor = (
  { layer, stack }: Case,
  random: (shape: Shape) => Tensor<'f32'>,
): Record<string, Tensor<'f32'>> =>
  stack
    ? Object.fromEntries(
        Object.entries(layer.state).map(([name, shape]) => [name, random([BATCH, ...shape])]),
      )
    : {};

const lengthsOf = ({ stack }: Case): Tensors => (stack ? { lengths: tensor(Int32Array.from(LENGTHS)) } : {});

/** States as PyTorch has them: all layers and directions in one tensor, `h0` or `h_n`. */
function torchStates({ stack }: Case, state: Tensors, suffix: string): Record<string, Tensor> {
  if (!stack) return {};
  const { layers, directions, sizes } = stack;
  const names = Array.from({ length: layers }, (_, i) =>
    (directions === 2 ? ['forward.', 'backward.'] : ['']).map(
      (direction) => `${layers > 1 ? `${i}.` : ''}${direction}`,
    ),
  ).flat();
  return Object.fromEntries(
    Object.entries(sizes).map(([part, size]) => {
      const data = names.flatMap((name) => [...state[`${name}${part}`]!.data]);
      return [`${part}${suffix}`, tensor(Float32Array.from(data), [names.length, BATCH, size])];
    }),
  );
}

/** Tells where numbers are farther apart than golden/README.md allows for f32 against float64. */
function farthest(given: Tensors, expected: Tensors): string | undefined {
  if (Object.keys(given).sort().join() !== Object.keys(expected).sort().join()) {
    return `PyTorch gives ${Object.keys(expected).join(', ')}`;
  }
  for (const [name, { data, shape }] of Object.entries(given)) {
    const theirs = expected[name]!;
    if (theirs.shape.join() !== shape.join())
      return `${name} is [${shape.join(', ')}], but [${theirs.shape.join(', ')}]`;
    for (const [i, value] of data.entries()) {
      const off = Math.abs(value - theirs.data[i]!);
      if (!(off <= 2e-6 + 1e-5 * Math.abs(theirs.data[i]!)))
        return `${name} element ${i} is ${value}, but ${theirs.data[i]}`;
    }
  }
  return undefined;
}

/** Tells which tensor differs in a name, its shape or a bit. */
function different(given: Tensors, expected: Tensors): string | undefined {
  if (Object.keys(given).join() !== Object.keys(expected).join())
    return `names are ${Object.keys(given).join(', ')}`;
  return Object.keys(expected).find((name) => {
    const [a, b] = [given[name]!, expected[name]!];
    const bits = ({ data }: Tensor): string =>
      new Uint32Array(data.buffer, data.byteOffset, data.length).join();
    return a.dtype !== b.dtype || a.shape.join() !== b.shape.join() || bits(a) !== bits(b);
  });
}
