import { useEffect, useRef, useState } from 'preact/hooks';
import { fitsAddress, storedSource, storeSource } from '../../cells/own-source.js';
import { trust } from '../../cells/trusted.js';

/** How long somebody has to pause before what he types is kept and looked at, in milliseconds. */
const pause = 350;

/** The text of the cell, as it is typed and as it was at the last pause. */
export interface Source {
  readonly text: string;
  /** What is kept, checked and shared. */
  readonly settled: string;
  /** Whether what is typed could be kept. */
  readonly isKept: boolean;
  /** Takes what the editor holds now. */
  readonly type: (text: string) => void;
  /** Puts another text in its place, which the editor is to hold. */
  readonly replace: (text: string) => void;
  /** How often it was replaced. */
  readonly replaced: number;
}

/**
 * Keeps the text in the browser and in the address, at each pause of whoever types.
 *
 * @param address - the text that the address holds, or nothing.
 */
export function useSource(address: string, setAddress: (source: string) => void): Source {
  const [text, setText] = useState(() => address || storedSource());
  const [settled, setSettled] = useState(text);
  const [replaced, setReplaced] = useState(0);
  const [isKept, setKept] = useState(true);
  const written = useRef(address);
  const newest = useRef({ text, settled });
  newest.current = { text, settled };

  const replace = (other: string): void => {
    setText(other);
    setReplaced((times) => times + 1);
  };

  useEffect(() => {
    if (text === settled) return undefined;
    const timer = setTimeout(() => {
      setKept(keep(text));
      setSettled(text);
      written.current = fitsAddress(text) ? text : '';
      setAddress(written.current);
    }, pause);
    return () => clearTimeout(timer);
  }, [text, settled]);

  // Somebody has gone to another address of this page.
  useEffect(() => {
    if (address === written.current) return;
    written.current = address;
    const next = address || storedSource();
    replace(next);
    setSettled(next);
  }, [address]);

  useEffect(() => {
    const leave = (): void => {
      if (newest.current.text !== newest.current.settled) keep(newest.current.text);
      // Addresses with this text in them stay behind in the browser's history.
      quietly(() => trust(newest.current.settled));
    };
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
  return { text, settled, isKept, type: setText, replace, replaced };
}

const keep = (text: string): boolean => quietly(() => storeSource(text));

/** Whether it went well: what a browser lets a page keep may be nothing, or be full. */
function quietly(store: () => void): boolean {
  try {
    store();
    return true;
  } catch {
    return false;
  }
}
