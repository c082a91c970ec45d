import { startRace } from '../../training/start-race.js';

/** What this page's worker can do. */
export const work = { startRace };
