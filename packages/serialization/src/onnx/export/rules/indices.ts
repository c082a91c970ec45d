import { constant } from '../extent.js';
import { leadOf, type Rule } from '../translation.js';

export const gather: Rule<'gather'> = ({ inputs: [table, indices], outputs: [y] }, t) => {
  const [rows, index] = [t.whole(table!), t.index(indices!)];
  const result = { type: rows.type, shape: [...leadOf(indices!, index), ...y!.shape] };
  return [{ term: t.write.node('Gather', [rows, index], result, { attributes: { axis: { int: 0 } } }) }];
};

export const scatterAdd: Rule<'scatterAdd'> = ({ inputs: [indices, updates], outputs: [y] }, t) => {
  const { write } = t;
  const zeros = write.expand(write.scalar(y!.dtype, 0), y!.shape);
  const index = write.cast(t.index(indices!), 'i64');
  const places = write.reshape(index, [...index.shape, constant(1)]);
  const result = { type: y!.dtype, shape: y!.shape };
  return [
    {
      term: write.node('ScatterND', [zeros, places, t.whole(updates!)], result, {
        attributes: { reduction: { string: 'add' } },
      }),
    },
  ];
};
