/**
 * The conformance suite: what every cell, wrapper and sequence layer promises, as checks for any test runner.
 *
 * @packageDocumentation
 */
export { ConformanceError } from './assert.js';
export type { Backend } from './compute.js';
export { conformance, type ConformanceCheck } from './conformance.js';
export type { ConformanceOptions } from './subject.js';
