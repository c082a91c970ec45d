import { tensor } from '@sluice/math';
import { readSafetensors, writeSafetensors } from '@sluice/serialization';
import { loadCheckpointFile, saveCheckpointFile } from '@sluice/serialization/node';

const bytes = writeSafetensors({ wx: tensor([1, 2, 3, 4], [2, 2]) }, { format: 'pt' });
export const { tensors, metadata } = readSafetensors(bytes); // any safetensors file

// All that a run needs to go on as if it had never stopped.
await saveCheckpointFile('run.safetensors', {
  version: 1,
  parameters: tensors,
  optimizer: { 'm/wx': tensor([0, 0, 0, 0], [2, 2]) },
  state: { h: tensor([0.5, 0.25], [1, 2]) },
  data: { step: 423, vocabulary: ['a', 'b'] },
});
export const { parameters, data } = await loadCheckpointFile('run.safetensors');
