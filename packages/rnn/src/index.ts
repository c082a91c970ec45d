/**
 * The Elman recurrent cell for Sluice, the one that starts from an identity, and the independently recurrent one.
 *
 * @packageDocumentation
 */
export { indrnn, type IndrnnOptions } from './indrnn.js';
export { irnn, type IrnnOptions } from './irnn.js';
export { rnn, type RnnOptions } from './rnn.js';
export { registry } from './registry.js';
