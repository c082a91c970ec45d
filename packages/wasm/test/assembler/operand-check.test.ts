import { describe, expect, test } from 'vitest';
import {
  AssemblerError,
  createModule,
  type FunctionBuilder,
  type Label,
  type Local,
} from '../../src/assembler/index.js';

/** Emits a function without results, named after nothing. */
function emit(body: (f: FunctionBuilder, address: Local<'i32'>, x: Local<'v128'>) => void): () => void {
  return () => {
    createModule().func({ name: 'kernel', params: ['i32', 'v128'], results: [] }, body);
  };
}

describe('a mistake throws where it is made', () => {
  test.each<[string, Parameters<typeof emit>[0], string]>([
    [
      'a wrong operand type',
      (f, address) => {
        f.get(address);
        f.f32x4.neg();
      },
      'f32x4.neg in function kernel takes (v128): operand 0 should be v128, got i32.',
    ],
    [
      'a missing operand',
      (f, _, x) => f.f32x4.add(x),
      'f32x4.add in function kernel needs an operand, but the stack is empty.',
    ],
    [
      'an operand of the enclosing block',
      (f, _, x) => {
        f.get(x);
        f.block(() => f.f32x4.neg());
      },
      'f32x4.neg in function kernel needs an operand, but the stack is empty.',
    ],
    [
      'a value left over',
      (f, _, x) => f.get(x),
      'The end of function kernel leaves 1 more on the stack than its results ().',
    ],
    [
      'a value left over in a loop',
      (f, _, x) => f.loop(() => f.get(x)),
      'The end of a loop in function kernel leaves 1 more on the stack than its results ().',
    ],
    [
      'a missing result',
      (f) => f.block(() => {}, 'i32'),
      'the end of a block in function kernel needs an operand, but the stack is empty.',
    ],
    [
      'an if that leaves a result on one branch only',
      (f, address) => {
        f.get(address);
        f.if(() => f.get(address), undefined, 'i32');
      },
      'An if in function kernel that results in i32 needs an else branch.',
    ],
    [
      'a select between two types',
      (f, address, x) => {
        f.get(address);
        f.get(x);
        f.select(1);
      },
      'select in function kernel chooses between two of one type, got i32 and v128.',
    ],
    [
      'a released local',
      (f) => {
        const local = f.local('f32');
        f.release(local);
        f.get(local);
      },
      'local.get in function kernel: local 2 was released, or belongs to another function.',
    ],
    [
      'a local released twice',
      (f) => {
        const local = f.local('f32');
        f.release(local, local);
      },
      'Local 2 was already released, or belongs to another function.',
    ],
    [
      'a lane out of range',
      (f, _, x) => {
        f.f32x4.extractLane(4, x);
        f.drop();
      },
      'A lane is 0, 1, 2 or 3, got 4.',
    ],
    [
      'a shuffle of too few bytes',
      (f, _, x) => {
        f.i8x16.shuffle([0, 1, 2, 3], x, x);
        f.drop();
      },
      'A shuffle takes 16 byte indices from 0 to 31, got [0, 1, 2, 3].',
    ],
    [
      'an offset that is not a whole number',
      (f) => {
        f.v128.load(0.5, 0);
        f.drop();
      },
      'Expected an integer from 0 to 4294967295 as an immediate, got 0.5.',
    ],
  ])('%s', (_, body, message) => {
    expect(emit(body)).toThrow(new AssemblerError(message));
  });

  test('a branch to a block that is closed', () => {
    const branch = emit((f) => {
      let closed: Label | undefined;
      f.block((end) => {
        closed = end;
      });
      f.br(closed!);
    });
    expect(branch).toThrow(
      new AssemblerError('br in function kernel goes to a block that it is not inside.'),
    );
  });
});

test('code that is never reached may take anything from the stack', () => {
  const module = createModule();
  module.func({ params: [], results: ['i32'] }, (f) => {
    f.block((end) => {
      f.br(end);
      f.f32x4.add();
      f.drop();
    });
    f.block(() => {
      f.i32.const(1);
      f.return();
    }, 'i32');
  });
  expect(WebAssembly.validate(module.build())).toBe(true);
});

test('a released local is handed out again, to its own type', () => {
  const indices: number[] = [];
  emit((f) => {
    const first = f.local('v128');
    f.release(first);
    indices.push(first.index, f.local('i32').index, f.local('v128').index);
  })();
  expect(indices).toEqual([2, 3, 2]);
});
