import { isCell, prepareConstants, type SequenceLayer } from '@sluice/cell';
import type { Spec, Tensor } from '@sluice/math';
import type { Backend } from './backend.js';
import { followParams } from './follow-params.js';
import { noRandomness, paramSpecs } from './forward.js';
import { compileGroupsSync, traceGroups, type GroupedProgram } from './grouped-program.js';
import type { ParameterStore } from './parameter-store.js';
import type { Constants } from './sequence-inputs.js';

/** Turns the constants of one sequence into what the steps of a layer read of them. */
export interface Preparation {
  /** Shape and dtype of what the steps read, with a batch of 1. */
  readonly specs: Readonly<Record<string, Spec>>;
  /** Whether it depends on the weights, so that it is to be done again once they have changed. */
  readonly computes: boolean;
  /** Computes it with the newest weights; the next call overwrites what this one returns. */
  run(this: void, constants: Constants): Readonly<Record<string, Tensor>>;
}

/** Traces what a layer prepares of constants of some shapes; undefined where its steps read them as they are. */
function preparationProgram(
  layer: SequenceLayer,
  specs: Readonly<Record<string, Spec>>,
): GroupedProgram | undefined {
  if (!isCell(layer) || !layer.prepare) return undefined;
  return traceGroups({ params: paramSpecs(layer), constants: specs }, ({ params, constants }) => ({
    prepared: prepareConstants(layer, { params, constants, training: false, key: noRandomness })!,
  }));
}

/** Shapes and dtypes of what the steps of a layer read, where its constants are of some. */
export function preparedSpecs(
  layer: SequenceLayer,
  specs: Readonly<Record<string, Spec>>,
): Readonly<Record<string, Spec>> {
  const prepared = preparationProgram(layer, specs);
  if (!prepared) return specs;
  const positions = Object.entries(prepared.outputs['prepared']!);
  return Object.fromEntries(positions.map(([name, position]) => [name, prepared.program.outputs[position]!]));
}

/** Compiles what a layer prepares of constants of some shapes. */
export function createPreparation(
  layer: SequenceLayer,
  store: ParameterStore,
  backend: Backend,
  specs: Readonly<Record<string, Spec>>,
): Preparation {
  const program = preparationProgram(layer, specs);
  if (!program) return { specs, computes: false, run: (constants) => constants };
  const executable = compileGroupsSync(backend, program, { constant: ['params'] });
  const refresh = followParams(executable, store);
  const prepared = executable.outputs['prepared']!;
  return {
    specs: prepared,
    computes: true,
    run: (constants) => {
      refresh();
      for (const [name, { data }] of Object.entries(constants)) executable.write('constants', name, data);
      executable.run();
      return prepared;
    },
  };
}
