/**
 * The Elman recurrent cell for Sluice.
 *
 * @packageDocumentation
 */
export { rnn, type RnnOptions } from './rnn.js';
