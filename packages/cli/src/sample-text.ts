import { fileURLToPath } from 'node:url';

/** The text that comes with the package: plays by Shakespeare, 1.1 million characters. */
export const sampleText = fileURLToPath(new URL('../data/tinyshakespeare.txt', import.meta.url));
