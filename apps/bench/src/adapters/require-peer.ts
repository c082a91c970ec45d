import { createRequire } from 'node:module';
import { peersFolder } from '../paths.js';

/** Loads a package that the bench has installed for its peers. */
export const requirePeer = createRequire(peersFolder);
