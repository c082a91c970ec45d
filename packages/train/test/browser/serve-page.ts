import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** A page with the sources in it, on this machine's own address. */
export interface ServedPage {
  readonly address: string;
  close(): void;
}

/** Bundles the page and the worker's script, and serves them, isolated or not. */
export async function servePage(isolated: boolean): Promise<ServedPage> {
  const { outputFiles } = await build({
    entryPoints: { page: at('page.ts'), 'browser/worker': at('../../../wasm/src/browser/worker.ts') },
    bundle: true,
    format: 'esm',
    conditions: ['@sluice/source'],
    write: false,
    outdir: '/',
  });
  const scripts = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const server: Server = createServer(({ url }, response) => {
    const script = scripts.get(url ?? '');
    response.writeHead(script || url === '/' ? 200 : 404, {
      ...(isolated && isolation),
      'Content-Type': script ? 'text/javascript' : 'text/html',
      // no eval, no code from elsewhere, compiled modules only
      'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
    });
    response.end(
      script ?? '<!doctype html><title>train</title><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}
