import { evaluate, IndexError, trace, type Program } from '@sluice/math';
import { afterEach, describe, expect, it } from 'vitest';
import { compileTeam, findThreads, type Team } from '../src/index.js';
import { expectEvaluated } from './support/expect-compiled.js';
import { f32, i32, tensorsFor } from './support/specs.js';

const teams: Team[] = [];
afterEach(() => teams.splice(0).forEach((team) => team.close()));

async function teamOf(...programs: Program[]): Promise<Team> {
  const team = await compileTeam(programs);
  teams.push(team);
  return team;
}

const products = (rows: number): Program =>
  trace((x, w) => [x.matmul(w).tanh(), x.matmul(w).square().sum()], [f32(rows, 5), f32(5, 7)]);

describe('findThreads', () => {
  it('says how many there are, and why', () => {
    const { available, reason } = findThreads();
    expect(available).toBeGreaterThanOrEqual(1);
    expect(reason).toMatch(/core|Node/);
  });
});

describe('a team', () => {
  it('runs one program on several inputs at once', async () => {
    const program = products(3);
    const { members, run } = await teamOf(program, program, program);
    for (const turn of [0, 1, 2]) {
      const inputs = members.map((_, i) => tensorsFor(program.inputs, 10 * turn + i));
      members.forEach((member, i) => inputs[i]!.forEach(({ data }, k) => member.write(k, data)));
      await run();
      members.forEach(({ outputs }, i) => expectEvaluated(outputs, program, inputs[i]!));
    }
  });

  it('runs programs of different sizes', async () => {
    const programs = [products(4), products(1)];
    const { members, run } = await teamOf(...programs);
    const inputs = programs.map((program, i) => tensorsFor(program.inputs, i));
    members.forEach((member, i) => inputs[i]!.forEach(({ data }, k) => member.write(k, data)));
    await run();
    members.forEach(({ outputs }, i) => expectEvaluated(outputs, programs[i]!, inputs[i]!));
  });

  it('does not run when it is closed', async () => {
    const { run, close } = await teamOf(products(1), products(1));
    close();
    expect(() => void run()).toThrow('This team is closed');
  });

  it('of one needs no other thread', async () => {
    const program = products(2);
    const { members, run } = await teamOf(program);
    const inputs = tensorsFor(program.inputs);
    inputs.forEach(({ data }, k) => members[0]!.write(k, data));
    await run();
    expectEvaluated(members[0]!.outputs, program, inputs);
  });

  it.each([[[0]], [[1]], [[0, 1]]])('says what went wrong in members %j, and runs on', async (wrong) => {
    const program = trace((table, at) => [table.gather(at)], [f32(4, 2), i32(3)]);
    const { members, run } = await teamOf(program, program);
    const table = Float32Array.from({ length: 8 }, (_, i) => i);
    members.forEach((member, i) => {
      member.write(0, table);
      member.write(1, wrong.includes(i) ? [0, 9, 1] : [0, 2, 1]);
    });
    expect(() => void run()).toThrow(new IndexError('An index is 9, outside of 0 to 3.'));
    for (const member of members) member.write(1, [3, 3, 3]);
    await run();
    const right = evaluate(program, [
      { ...f32(4, 2), data: table },
      { ...i32(3), data: Int32Array.of(3, 3, 3) },
    ]);
    for (const { outputs } of members) expect([...outputs[0]!.data]).toEqual([...right[0]!.data]);
  });
});
