/**
 * The Elman recurrent cell for Sluice, and the independently recurrent one.
 *
 * @packageDocumentation
 */
export { indrnn, type IndrnnOptions } from './indrnn.js';
export { rnn, type RnnOptions } from './rnn.js';
