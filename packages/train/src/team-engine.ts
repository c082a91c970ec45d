import { zerosTensor } from '@sluice/math';
import {
  compileGroupsOffPage,
  compileGroupsTeam,
  type GroupedMemory,
  type GroupedProgram,
  type GroupedTeam,
} from '@sluice/model';
import { countPositions, partsOf, rowsOf, rowsOfTensor, writeBatch, type Batch } from './batch.js';
import { oneForEach, readResults, startSlots, type Engine, type LiveValues } from './engine.js';
import { addMemory } from './memory.js';
import {
  gradientsOf,
  shareProgram,
  updateProgram,
  type StepObjective,
  type UpdateRule,
} from './training-program.js';

/** Some rows of a batch, which one thread computes. */
interface Share {
  readonly objective: StepObjective;
  /** The first of its rows, and the first behind them. */
  readonly row: number;
  readonly end: number;
}

/**
 * Computes a step on several threads: each runs forward and back over its rows of the batch, then the gradients are added
 * up and the weights changed. The rows are dealt out and the sums taken in a fixed order, so that the same number of threads
 * gives the same numbers.
 */
export async function createTeamEngine(
  objective: StepObjective,
  rule: UpdateRule,
  threads: number,
): Promise<Engine> {
  const shares = dealRows(objective, threads);
  const teams = new Set<GroupedTeam>();
  const teamFor = oneForEach(async (parts) => {
    const programs = new Map<number, GroupedProgram>();
    const shared = shares.map(({ objective: part }) => {
      const program = programs.get(part.size.batch) ?? shareProgram(part, parts);
      programs.set(part.size.batch, program);
      return program;
    });
    const team = await compileGroupsTeam(shared);
    teams.add(team);
    return team;
  });
  let team = await teamFor(objective.parts);
  const update = await compileGroupsOffPage('wasm', updateProgram(objective, rule, threads), {
    carried: ['params', 'slots', 'counters'],
  });

  const state = Object.fromEntries(
    Object.entries(objective.stateful ? objective.layer.state : {}).map(([name, shape]) => [
      name,
      zerosTensor([objective.size.batch, ...shape]),
    ]),
  );
  const live = (): LiveValues => ({ ...update.inputs, state }) as LiveValues;
  startSlots(objective, rule, update);

  const hand = (member: GroupedMemory, share: Share, batch: Batch, positions: number): void => {
    const { row, end } = share;
    const part = rowsOf(batch, row, end);
    for (const group of ['params', 'counters'] as const) {
      for (const [name, { data }] of Object.entries(update.inputs[group]!)) member.write(group, name, data);
    }
    for (const [name, tensor] of Object.entries(state)) {
      member.write('state', name, rowsOfTensor(tensor, row, end));
    }
    member.write('share', 'row', [row]);
    member.write('share', 'weight', [weigh(share.objective, part) / positions]);
    writeBatch(member, part);
  };
  const take = ({ outputs }: GroupedMemory, share: number): void => {
    update.write('losses', String(share), outputs['results']!['loss']!.data);
    for (const [name, { data }] of Object.entries(outputs['gradients']!)) {
      update.write(gradientsOf(share), name, data);
    }
  };

  const engine: Engine = {
    get memory() {
      return addMemory([update, ...team.members].map(({ memory }) => memory));
    },
    live,
    write: (group, name, data) => {
      if (group === 'state') state[name]!.data.set(data);
      else update.write(group, name, data);
    },
    run: async (batch) => {
      team = await teamFor(partsOf(batch));
      const { members, run } = team;
      const positions = weigh(objective, batch);
      members.forEach((member, i) => hand(member, shares[i]!, batch, positions));
      await run();
      members.forEach(take);
      await update.run();
      const results = readResults(update);
      if (!results.finite) return results;
      members.forEach(({ outputs }, i) => {
        const { row, end } = shares[i]!;
        for (const [name, tensor] of Object.entries(state)) {
          rowsOfTensor(tensor, row, end).set(outputs['state']![name]!.data);
        }
      });
      return results;
    },
    close: () => closeAll([...teams, update]),
  };
  forgotten.register(engine, teams);
  return engine;
}

const closeAll = (all: Iterable<{ readonly close: () => void }>): void => {
  for (const { close } of all) close();
};

/** Ends the threads of engines that nobody holds any more. */
const forgotten = new FinalizationRegistry(closeAll);

/** Deals the rows of a batch out to threads: numbers of rows that differ by one at most. */
function dealRows(objective: StepObjective, threads: number): Share[] {
  const { batch, time } = objective.size;
  return Array.from({ length: threads }, (_, i) => {
    const [row, end] = [Math.floor((i * batch) / threads), Math.floor(((i + 1) * batch) / threads)];
    const rows = end - row;
    const target = [rows, ...objective.target.slice(1)];
    return { row, end, objective: { ...objective, target, size: { batch: rows, time } } };
  });
}

/** What a mean over these rows was divided by. */
const weigh = (objective: StepObjective, batch: Batch): number =>
  Math.max(countPositions(objective, batch), 1);
