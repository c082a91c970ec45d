import { ArgumentError, type Tensor } from '@sluice/math';
import {
  compileGroupsOffPage,
  copyTensors,
  createCache,
  followParams,
  paramSpecs,
  stateSpecs,
  traceGroups,
  type GroupedRunner,
  type GroupedProgram,
  type Model,
} from '@sluice/model';
import type { Loss } from '@sluice/layers';
import type { StopSignal } from './abort-signal.js';
import {
  checkBatch,
  countPositions,
  partsOf,
  sizeOfBatch,
  writeBatch,
  type Batch,
  type BatchSource,
} from './batch.js';
import {
  batchSpecs,
  computeObjective,
  createObjective,
  type BatchParts,
  type Objective,
} from './objective.js';
import { createPause } from './pause.js';

/** The mean loss over batches, weighted by how many positions of each count; undefined if it was stopped. */
export type Evaluator = (batches: BatchSource, signal?: StopSignal) => Promise<number | undefined>;

/** How many programs, one for each size of batch, are kept ready. */
const keptPrograms = 4;

/** Makes the function behind `evaluate`: forward only, without dropout, the state carried if training carries it. */
export function createEvaluator({ layer, store, backend }: Model, loss: Loss, stateful: boolean): Evaluator {
  const cache = createCache<Prepared>(keptPrograms, ({ executable }) => executable.close());
  const prepare = (batch: Batch): Promise<Prepared> => {
    const [size, parts] = [sizeOfBatch('trainer.evaluate', batch), partsOf(batch)];
    return cache.get(JSON.stringify({ size, parts }), async () => {
      const objective = createObjective(layer, loss, size);
      // before it is compiled: a program for a batch that does not fit would fail in words of its own
      checkBatch('trainer.evaluate', objective, batch);
      const executable = await compileGroupsOffPage(backend, evaluationProgram(objective, parts), {
        constant: ['params'],
      });
      return { objective, executable, refresh: followParams(executable, store) };
    });
  };

  return async (batches, signal) => {
    const pause = createPause();
    let [total, count] = [0, 0];
    let state: Readonly<Record<string, Tensor>> | undefined;
    for await (const batch of batches) {
      if (signal?.aborted) return undefined;
      const { objective, executable, refresh } = await prepare(batch);
      checkBatch('trainer.evaluate', objective, batch);
      refresh();
      writeBatch(executable, batch);
      writeState(executable, stateful ? state : undefined);
      await executable.run();
      const positions = countPositions(objective, batch);
      total += executable.outputs['results']!['loss']!.data[0]! * positions;
      count += positions;
      // A copy, since another evaluation may use the program while this one gives way.
      state = copyTensors(executable.outputs['state']!);
      await pause();
    }
    if (count === 0) {
      throw new ArgumentError('trainer.evaluate: there are no batches, or none of their positions counts.');
    }
    return total / count;
  };
}

interface Prepared {
  readonly objective: Objective;
  readonly executable: GroupedRunner;
  readonly refresh: () => void;
}

function evaluationProgram(objective: Objective, parts: BatchParts): GroupedProgram {
  const { layer, size } = objective;
  return traceGroups(
    {
      params: paramSpecs(layer),
      state: stateSpecs(layer, size.batch),
      ...batchSpecs(objective, parts),
    },
    (values) => {
      const { loss, state } = computeObjective(objective, {
        ...values,
        training: false,
        key: { seed: 0, step: 0 },
      });
      return { results: { loss }, state };
    },
  );
}

// The state of another program is carried too, unless it is that of another number of rows.
function writeState(executable: GroupedRunner, state: Readonly<Record<string, Tensor>> | undefined): void {
  for (const [name, { data }] of Object.entries(executable.inputs['state']!)) {
    const before = state?.[name]?.data;
    if (before && before.length !== data.length) {
      throw new ArgumentError(
        'trainer.evaluate: with stateful: true every batch must have as many rows as the first, whose state it carries on.',
      );
    }
    executable.write('state', name, before ?? new Float32Array(data.length));
  }
}
