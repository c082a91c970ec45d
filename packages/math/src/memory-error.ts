import { SluiceError } from './errors.js';

/** A program that needs more memory than it can have. */
export interface MemoryShortage {
  /** What is computed: `'A training step'`. */
  readonly what: string;
  /** What it would take, in bytes. */
  readonly bytes: number;
  /** What that is made of, in bytes by name. */
  readonly parts: Readonly<Record<string, number>>;
  /** Why it cannot have them. */
  readonly reason: string;
  /** What to do. */
  readonly advice: string;
}

/** More memory than there is, found before any of it is taken. */
export class MemoryError extends SluiceError {
  override name = 'MemoryError';

  constructor(
    /** What was to take how much, as plain data. */
    readonly shortage: MemoryShortage,
    options?: { readonly cause?: unknown },
  ) {
    super(describe(shortage), options);
  }
}

function describe({ what, bytes, parts, reason, advice }: MemoryShortage): string {
  const list = Object.entries(parts)
    .filter(([, part]) => part > 0)
    .map(([name, part]) => `${name} ${formatBytes(part)}`);
  return `${what} takes ${formatBytes(bytes)} of memory (${list.join(', ')}), but ${reason}. ${advice}`;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A number of bytes as people say it: `1.5 MB`; 1 KB is 1024 B. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}
