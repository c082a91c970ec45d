import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Where the blocks stand as modules while they run; ignored by git. */
const generated = join(root, 'docs/.blocks');

/** A code block of a page, as a module. */
export interface CodeBlock {
  /** `README.md:12`: the page and the line where the block begins. */
  readonly name: string;
  readonly code: string;
}

/** All TypeScript blocks of the README, of the packages' READMEs and of the guides. */
export async function findCodeBlocks(): Promise<CodeBlock[]> {
  const packages = await readdir(join(root, 'packages'));
  const guides = (await readdir(join(root, 'docs'))).filter((file) => file.endsWith('.md'));
  const pages = [
    'README.md',
    ...packages.map((name) => join('packages', name, 'README.md')),
    ...guides.map((file) => join('docs', file)),
  ];
  return (await Promise.all(pages.map(readBlocks))).flat();
}

/** A block marked `ts continued` goes on where the one before ends; any other is a module by itself. */
async function readBlocks(page: string): Promise<CodeBlock[]> {
  const text = await readFile(join(root, page), 'utf8');
  const blocks: { name: string; code: string }[] = [];
  for (const match of text.matchAll(/^```ts( continued)?\n([\s\S]*?)^```$/gm)) {
    const code = match[2]!;
    if (match[1]) blocks.at(-1)!.code += code;
    else blocks.push({ name: `${page}:${text.slice(0, match.index).split('\n').length}`, code });
  }
  return blocks;
}

/** Writes blocks as modules and returns their paths, in order. */
export async function writeModules(blocks: readonly CodeBlock[]): Promise<string[]> {
  await rm(generated, { recursive: true, force: true });
  await mkdir(generated, { recursive: true });
  return Promise.all(
    blocks.map(async ({ name, code }) => {
      const file = join(generated, `${name.replaceAll(/[^\w]+/g, '-')}.ts`);
      await writeFile(file, `${code}\nexport {};\n`);
      return relative(dirname(fileURLToPath(import.meta.url)), file);
    }),
  );
}
