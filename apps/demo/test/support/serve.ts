import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built pages. */
export const dist = process.env['DEMO_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The built pages at an address of this machine. */
export interface Served {
  readonly address: string;
  close(): void;
}

/** Serves the built folder as a plain host would, under a path of its own, with the headers of isolation or without. */
export async function serveDemo(isolated: boolean): Promise<Served> {
  const under = '/some/where/';
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://here');
    const path = pathname.startsWith(under) ? pathname.slice(under.length) || 'index.html' : '';
    const file = join(dist, normalize(`/${decodeURIComponent(path)}`));
    readFile(file).then(
      (bytes) => {
        const type = types[extname(file)] ?? 'application/octet-stream';
        response.writeHead(200, { 'Content-Type': type, ...(isolated && isolation) }).end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${under}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
