import type { FunctionBuilder, FunctionHandle, Local, ModuleBuilder } from '../assembler/index.js';
import type { VectorMath } from '../vector/vector-math.js';
import { elementBytes } from './kernel.js';

/** A block of a product that is kept in registers; strides count elements. */
export interface MicroKernelShape {
  readonly rows: number;
  /** Columns, at most four times the vectors of the tile; those that do not fill a vector are stored one by one. */
  readonly columns: number;
  readonly inner: number;
  readonly leftRowStride: number;
  readonly leftInnerStride: number;
  readonly outputRowStride: number;
  /** From row to row of what is added to the product, if something is. */
  readonly addendRowStride?: number;
}

/** Takes the addresses of the left block, of the panel's rows, of the output block, and of the block that is added. */
export type MicroKernel = FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32']>;

/** Inner steps that one turn of the loop does. */
const stepsPerTurn = 8;

/** Makes micro-kernels, each shape once. */
export function createMicroKernels(
  module: ModuleBuilder,
  math: VectorMath,
): (shape: MicroKernelShape) => MicroKernel {
  const known = new Map<string, MicroKernel>();
  return (shape) => {
    const key = JSON.stringify(shape);
    let kernel = known.get(key);
    if (!kernel) {
      kernel = module.func(
        {
          name: `kernel ${shape.rows}×${shape.columns}×${shape.inner}`,
          params: ['i32', 'i32', 'i32', 'i32'],
          results: [],
        },
        (f, a, b, c, d) => emitMicroKernel(f, { a, b, c, d }, shape, math),
      );
      known.set(key, kernel);
    }
    return kernel;
  };
}

interface Addresses {
  readonly a: Local<'i32'>;
  readonly b: Local<'i32'>;
  readonly c: Local<'i32'>;
  readonly d: Local<'i32'>;
}

function emitMicroKernel(
  f: FunctionBuilder,
  { a, b, c, d }: Addresses,
  shape: MicroKernelShape,
  math: VectorMath,
): void {
  const { rows, columns, inner, leftRowStride, leftInnerStride, outputRowStride, addendRowStride } = shape;
  const vectors = Math.ceil(columns / 4);
  const sums = Array.from({ length: rows * vectors }, () => f.local('v128'));
  const panelRow = Array.from({ length: vectors }, () => f.local('v128'));
  const element = f.local('v128');
  const at = (row: number, rowStride: number, vector: number): number =>
    (row * rowStride + vector * 4) * elementBytes;

  for (const sum of sums) f.set(sum, 0);

  /** Adds the product of one column of the left block and one row of the panel. */
  const step = (k: number): void => {
    panelRow.forEach((vector, v) => {
      f.v128.load((k * vectors + v) * 4 * elementBytes, b);
      f.set(vector);
    });
    for (let row = 0; row < rows; row++) {
      f.v128.load32Splat((row * leftRowStride + k * leftInnerStride) * elementBytes, a);
      f.set(element);
      panelRow.forEach((vector, v) => {
        const sum = sums[row * vectors + v]!;
        if (math.relaxed) {
          f.f32x4.relaxedMadd(element, vector, sum);
        } else {
          f.get(sum);
          f.f32x4.mul(element, vector);
          f.f32x4.add();
        }
        f.set(sum);
      });
    }
  };
  emitSteps(f, { a, b }, { inner, leftStep: leftInnerStride, panelStep: vectors * 4 }, step);

  sums.forEach((sum, i) => {
    const [row, vector] = [Math.floor(i / vectors), i % vectors];
    const output = at(row, outputRowStride, vector);
    if (addendRowStride !== undefined) {
      // Added at the end: a long sum is then one of sums, which rounds less than one number that all are added to.
      f.v128.load(at(row, addendRowStride, vector), d);
      f.f32x4.add(sum);
      f.set(sum);
    }
    const lanes = Math.min(4, columns - vector * 4);
    if (lanes === 4) f.v128.store(output, c, sum);
    else
      for (let lane = 0; lane < lanes; lane++) f.v128.store32Lane(output + lane * elementBytes, lane, c, sum);
  });
}

/** How many inner steps there are, and how many elements each moves on in the operands. */
interface Walk {
  readonly inner: number;
  readonly leftStep: number;
  readonly panelStep: number;
}

/**
 * Several steps in each turn of a loop, with a way out behind every one: the last turn may end in the middle.
 *
 * V8 places the loads of a basic block before the arithmetic that uses them, so steps in one block would need registers
 * for all their operands at once. The ways out make each step a block of its own.
 */
function emitSteps(
  f: FunctionBuilder,
  { a, b }: Pick<Addresses, 'a' | 'b'>,
  { inner, leftStep, panelStep }: Walk,
  step: (k: number) => void,
): void {
  if (inner === 0) return;
  const steps = Math.min(stepsPerTurn, inner);
  /** Where the panel's address stands in the turn whose step `k` is the last of all. */
  const lastTurn = Array.from({ length: steps }, (_, k) => {
    const address = f.local('i32');
    f.i32.add(b, (inner - 1 - k) * panelStep * elementBytes);
    f.set(address);
    return address;
  });
  const advance = (local: Local<'i32'>, elements: number): void => {
    f.i32.add(local, elements * elementBytes);
    f.set(local);
  };
  f.block((done) =>
    f.loop((again) => {
      lastTurn.forEach((address, k) => {
        step(k);
        f.i32.eq(b, address);
        f.brIf(done);
      });
      advance(a, steps * leftStep);
      advance(b, steps * panelStep);
      f.br(again);
    }),
  );
  f.release(...lastTurn);
}
