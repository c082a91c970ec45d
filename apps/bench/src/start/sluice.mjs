// From the import to the first output of a stream, on the packages as they are built.
import { lstm } from '@sluice/lstm';
import { createModel } from '@sluice/model';

const model = await createModel(lstm({ inputSize: 128, hiddenSize: 128 }), { seed: 1 });
const output = model.stream().step(new Float32Array(128).fill(1));
process.stdout.write(`${output[0]}\n`);
