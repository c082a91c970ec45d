import type { ComponentType } from 'preact';
import type { Texts } from '../text/language.js';
import type { Rooms } from '../work/rooms.js';
import { texts as forecast } from './forecast/texts.js';
import { texts as gradients } from './gradients/texts.js';
import { texts as inside } from './inside/texts.js';
import { texts as memory } from './memory/texts.js';
import { texts as ownCell } from './own-cell/texts.js';
import { texts as write } from './write/texts.js';

/** A page: its name in the address is that of its worker too. */
export interface Page {
  readonly texts: Texts<{ readonly title: string; readonly lead: string }>;
  readonly load: () => Promise<ComponentType>;
}

/** All pages, in the order of the menu. */
export const pages: Readonly<Record<keyof Rooms, Page>> = {
  inside: { texts: inside, load: async () => (await import('./inside/page.js')).InsidePage },
  gradients: { texts: gradients, load: async () => (await import('./gradients/page.js')).GradientsPage },
  memory: { texts: memory, load: async () => (await import('./memory/page.js')).MemoryPage },
  write: { texts: write, load: async () => (await import('./write/page.js')).WritePage },
  forecast: { texts: forecast, load: async () => (await import('./forecast/page.js')).ForecastPage },
  'own-cell': { texts: ownCell, load: async () => (await import('./own-cell/page.js')).OwnCellPage },
};

export type PageName = keyof typeof pages;

export const isPageName = (word: string): word is PageName => Object.hasOwn(pages, word);
