import type { work as forecast } from '../pages/forecast/work.js';
import type { work as gradients } from '../pages/gradients/work.js';
import type { work as inside } from '../pages/inside/work.js';
import type { work as memory } from '../pages/memory/work.js';
import type { work as ownCell } from '../pages/own-cell/work.js';
import type { work as write } from '../pages/write/work.js';

/** What each page's worker can do. */
export interface Rooms {
  readonly inside: typeof inside;
  readonly gradients: typeof gradients;
  readonly memory: typeof memory;
  readonly write: typeof write;
  readonly forecast: typeof forecast;
  readonly 'own-cell': typeof ownCell;
}

/** The first message of a worker. */
export const ready = 'ready';
