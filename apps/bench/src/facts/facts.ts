import { addingFacts } from './adding.js';
import { chronoFacts } from './chrono.js';
import type { Fact } from './fact.js';
import { parameterFacts } from './parameters.js';
import { parityFacts } from './parity.js';

/** Every fact, in the order of the page. */
export const facts: readonly Fact[] = [...addingFacts, ...parityFacts, ...chronoFacts, ...parameterFacts];
