import type { Cell, CellEntry } from '@sluice/cell';
import { registry, type ZooCellName } from '../src/index.js';

/** A cell of the zoo under some options. */
export interface Case {
  readonly name: ZooCellName;
  readonly options: object;
  readonly create: (sizes: { inputSize: number; hiddenSize: number }) => Cell;
}

/** Every cell as it comes, with its biases the other way round, and as each variant that the registry names. */
export const cases: readonly (readonly [string, Case])[] = Object.entries<CellEntry>(registry).flatMap(
  ([name, { create, variants }]) => {
    const { bias } = create({ inputSize: 1, hiddenSize: 1 }).options;
    const all = [{}, ...(typeof bias === 'boolean' ? [{ bias: !bias }] : []), ...variants];
    return all.map(
      (options) =>
        [
          `${name} ${JSON.stringify(options)}`,
          {
            name: name as ZooCellName,
            options,
            create: (sizes: { inputSize: number; hiddenSize: number }) => create({ ...sizes, ...options }),
          },
        ] as const,
    );
  },
);
