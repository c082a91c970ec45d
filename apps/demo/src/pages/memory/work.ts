import { previewRace } from '../../training/preview.js';
import { startRace } from '../../training/start-race.js';

/** What this page's worker can do. */
export const work = { previewRace, startRace };
