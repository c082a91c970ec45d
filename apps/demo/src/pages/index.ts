import type { ComponentType } from 'preact';
import type { Rooms } from '../work/rooms.js';

/** The name of a page: in the address, and of its worker. */
export type PageName = keyof Rooms;

/** All pages, in the order of the menu; each is fetched when somebody goes there. */
export const pages: Readonly<Record<PageName, () => Promise<ComponentType>>> = {
  inside: async () => (await import('./inside/page.js')).InsidePage,
  gradients: async () => (await import('./gradients/page.js')).GradientsPage,
  memory: async () => (await import('./memory/page.js')).MemoryPage,
  write: async () => (await import('./write/page.js')).WritePage,
  forecast: async () => (await import('./forecast/page.js')).ForecastPage,
  'own-cell': async () => (await import('./own-cell/page.js')).OwnCellPage,
};

export const pageNames = Object.keys(pages) as PageName[];

export const isPageName = (word: string): word is PageName => Object.hasOwn(pages, word);
