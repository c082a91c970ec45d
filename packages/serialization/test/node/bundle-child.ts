import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defaultServerConditions } from 'vite';

/** Makes one JavaScript file of `child.ts` and all that it imports, since Node itself does not run the sources. */
export async function bundleChild(folder: string): Promise<string> {
  const conditions = ['@sluice/source', ...defaultServerConditions];
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('child.ts', import.meta.url)),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
    resolve: { conditions },
    ssr: { noExternal: true, resolve: { conditions } },
  });
  return join(folder, 'child.mjs');
}
