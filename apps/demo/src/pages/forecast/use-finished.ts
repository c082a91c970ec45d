import { useEffect, useState } from 'preact/hooks';
import type { RunStatus } from '../../work/use-run.js';
import type { Errors } from './errors.js';

/** A training that is done: how it is called, what came out, and the address that it is made anew by. */
export interface Finished {
  readonly name: string;
  readonly errors: Errors;
  readonly address: string;
  /** What was asked for. */
  readonly asked: string;
}

/** So many are kept beside the newest. */
const most = 6;

/** The other trainings that are done with the same series and the same part of it held out, the newest first. */
export function useFinished(
  status: RunStatus,
  {
    name,
    errors,
    asked,
  }: { readonly name: string; readonly errors: Errors | undefined; readonly asked: string },
  task: readonly unknown[],
): readonly Finished[] {
  const [finished, setFinished] = useState<readonly Finished[]>([]);
  useEffect(() => setFinished([]), task);
  useEffect(() => {
    if (status !== 'finished' || !errors) return;
    const newest = { name, errors, asked, address: location.hash };
    setFinished((before) => [newest, ...before.filter((one) => one.asked !== asked)].slice(0, most));
  }, [status]);
  return finished.filter((one) => one.asked !== asked);
}
