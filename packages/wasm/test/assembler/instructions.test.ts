import { describe, expect, test } from 'vitest';
import type { Immediate, Instruction } from '../../src/assembler/instruction.js';
import { instructions } from '../../src/assembler/instructions.js';
import { createModule, type FunctionBuilder, type Operand } from '../../src/assembler/index.js';
import { supportsRelaxed } from '../../src/relaxed.js';

const immediateArguments: { readonly [I in Immediate]: readonly unknown[] } = {
  none: [],
  memory: [70000],
  memoryLane: [12, 3],
  lane: [2],
  shuffle: [[0, 1, 2, 3, 31, 30, 29, 28, 4, 5, 6, 7, 16, 17, 18, 19]],
  i32: [-5],
  f32: [0.1],
  i32x4: [1, 2, 3, 4],
  f32x4: [0.5],
};

const cases = Object.entries<Record<string, Instruction>>(instructions).flatMap(([namespace, members]) =>
  Object.entries(members).map(([name, instruction]) => ({ namespace, name, instruction })),
);

/** A module whose only function is one instruction, its operands on the stack or, with `inline`, as arguments. */
function moduleOf({ namespace, name, instruction }: (typeof cases)[number], inline: boolean): Uint8Array {
  const { params, results, immediate } = instruction;
  const module = createModule();
  module.memory({ initial: 1 });
  module.func({ params, results }, (f: FunctionBuilder, ...locals: Operand[]) => {
    const emitters = f as unknown as Record<string, Record<string, (...args: readonly unknown[]) => void>>;
    if (!inline) for (const local of locals) if (typeof local !== 'number') f.get(local);
    emitters[namespace]![name]!(...immediateArguments[immediate], ...(inline ? locals : []));
  });
  return module.build();
}

describe.each(cases)('$namespace.$name', (entry) => {
  const relaxed = entry.name.startsWith('relaxed');

  test('is valid', () => {
    expect(WebAssembly.validate(moduleOf(entry, false))).toBe(!relaxed || supportsRelaxed());
  });

  test('takes its operands as arguments', () => {
    expect(moduleOf(entry, true)).toEqual(moduleOf(entry, false));
  });
});

test('no two instructions share an opcode, but for the two readings of v128.const', () => {
  const names = new Map<string, string[]>();
  for (const { namespace, name, instruction } of cases) {
    const opcode = instruction.code.join();
    names.set(opcode, [...(names.get(opcode) ?? []), `${namespace}.${name}`]);
  }
  expect([...names.values()].filter((sharing) => sharing.length > 1)).toEqual([
    ['i32x4.const', 'f32x4.const'],
  ]);
});
