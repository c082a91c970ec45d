// Every page's work is done here, in a worker that has the page's name, so that no page is ever held up.
import { expose } from 'comlink';
import { ready, type Rooms } from './rooms.js';

const rooms: { readonly [K in keyof Rooms]: () => Promise<{ readonly work: Rooms[K] }> } = {
  inside: () => import('../pages/inside/work.js'),
  gradients: () => import('../pages/gradients/work.js'),
  memory: () => import('../pages/memory/work.js'),
  write: () => import('../pages/write/work.js'),
  forecast: () => import('../pages/forecast/work.js'),
  'own-cell': () => import('../pages/own-cell/work.js'),
};

const { work } = await rooms[self.name as keyof Rooms]();
expose(work);
// What is said to a worker while it still loads is lost, so nobody speaks before this.
self.postMessage(ready);
