import { defineCell } from '@sluice/cell';
import { initializers, tensor } from '@sluice/math';

/** Adds up what stands in a table one behind the input: an index that only the program itself knows, and checks. */
export const offsetLookup = defineCell({
  kind: 'offsetLookup',
  input: () => ({ shape: [], dtype: 'i32' }),
  state: () => ({ total: [] }),
  params: ({ size }: { size: number }) => ({ table: { shape: [size], initial: initializers.zeros() } }),
  step({ x, state: { total }, params: { table } }) {
    const sum = total.add(table.gather(x.add(1)));
    return { output: sum, state: { total: sum } };
  },
})({ size: 3 });

export const offsetParams = { table: tensor([1, 2, 4]) };
