/**
 * The gated recurrent unit for Sluice.
 *
 * @packageDocumentation
 */
export { gru, type GruOptions } from './gru.js';
