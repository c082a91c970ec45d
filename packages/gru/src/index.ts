/**
 * The gated recurrent unit for Sluice, and the minimal gated unit with its reduced forms.
 *
 * @packageDocumentation
 */
export { gru, type GruOptions } from './gru.js';
export { mgu, type MguOptions, type MguVariant } from './mgu.js';
export { registry } from './registry.js';
