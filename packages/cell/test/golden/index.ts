export { checkGolden, goldenBackends, type SharedOptions } from './check-golden.js';
export { goldenNames, readGolden } from './golden-case.js';
export type { TorchConfig } from './layout.js';
export { withOneBias } from './one-bias.js';
