import { defineConfig } from 'vite';
import { cellCatalog } from './build/cell-catalog.js';

/** What lets workers share memory, and so train on several threads. A plain static host sends neither. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  // Addresses are relative, so that the folder works under any path.
  base: './',
  plugins: [cellCatalog()],
  worker: { format: 'es', plugins: () => [cellCatalog()] },
  build: { target: 'es2022', sourcemap: true, modulePreload: { polyfill: false } },
  server: { headers: isolation },
  preview: { headers: isolation },
});
