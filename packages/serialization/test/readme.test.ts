import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tensor } from '@sluice/math';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
