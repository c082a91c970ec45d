/** HDF5 files, as far as Keras needs them. */
export type { Attributes } from './attributes.js';
export type { Dataset } from './dataset.js';
export { openHdf5, type Group } from './open.js';
export { isHdf5 } from './superblock.js';
export { writeHdf5, type NewDataset, type NewGroup } from './write.js';
