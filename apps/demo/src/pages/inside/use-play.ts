import { useEffect, useRef, useState } from 'preact/hooks';

/** How long a step is shown, in milliseconds. */
const pace = 420;

/** Walks through steps, one after another, and stops at the last. */
export function usePlay(
  at: number,
  last: number,
  onAt: (at: number) => void,
): [boolean, (plays: boolean) => void] {
  const [plays, setPlays] = useState(false);
  const now = useRef({ at, last, onAt });
  now.current = { at, last, onAt };
  useEffect(() => {
    if (!plays) return undefined;
    const timer = setInterval(() => {
      const { at, last, onAt } = now.current;
      if (at >= last) setPlays(false);
      else onAt(at + 1);
    }, pace);
    return () => clearInterval(timer);
  }, [plays]);
  const play = (wanted: boolean): void => {
    // from the end it begins anew
    if (wanted && at >= last) onAt(0);
    setPlays(wanted);
  };
  return [plays, play];
}
