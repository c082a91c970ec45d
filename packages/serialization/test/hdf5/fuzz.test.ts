import { describe } from 'vitest';
import { fuzz } from './fuzz.js';

describe('a mutated HDF5 file', { timeout: 600_000 }, () => fuzz(200));
