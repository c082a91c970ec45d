/** Start values of parameters. Each function returns an initializer: a pure function of a shape and a seed. */
export { blocks } from './blocks.js';
export { chrono, type ChronoBlock } from './chrono.js';
export { constant } from './constant.js';
export { glorotNormal } from './glorot-normal.js';
export { glorotUniform } from './glorot-uniform.js';
export { heNormal } from './he-normal.js';
export { heUniform } from './he-uniform.js';
export { identity } from './identity.js';
export type { Initializer } from './initializer.js';
export { lecunNormal } from './lecun-normal.js';
export { lecunUniform } from './lecun-uniform.js';
export { named } from './named.js';
export { normal } from './normal.js';
export { ones } from './ones.js';
export { orthogonal } from './orthogonal.js';
export { torchUniform } from './torch-uniform.js';
export { uniform } from './uniform.js';
export { zeros } from './zeros.js';
