/**
 * The long short-term memory cell for Sluice.
 *
 * @packageDocumentation
 */
export { lstm, type LstmOptions } from './lstm.js';
export { registry } from './registry.js';
