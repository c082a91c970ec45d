import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useText } from '../../text/language.js';
import { texts } from './texts.js';

interface Props {
  readonly characters: readonly string[];
  readonly at: number;
  readonly isPlaying: boolean;
  readonly onAt: (at: number) => void;
  readonly onPlay: (plays: boolean) => void;
}

/** A space is seen. */
export const visible = (character: string): string => (/^\s$/u.test(character) ? '␣' : character);

/** The sentence, a character a step, and what walks through it. */
export function Tape({ characters, at, isPlaying, onAt, onPlay }: Props): JSX.Element {
  const text = useText(texts);
  const current = useRef<HTMLSpanElement>(null);
  const strip = useRef<HTMLDivElement>(null);
  // only the tape moves, never the page
  useEffect(() => {
    if (!strip.current || !current.current) return;
    const { offsetLeft, offsetWidth } = current.current;
    const { scrollLeft, clientWidth } = strip.current;
    if (offsetLeft < scrollLeft + 40 || offsetLeft + offsetWidth > scrollLeft + clientWidth - 40) {
      strip.current.scrollLeft = offsetLeft - clientWidth / 2;
    }
  }, [at]);
  const said = text.step(at + 1, characters.length, visible(characters[at] ?? ''));
  return (
    <div class="tape">
      <div class="tape-strip" ref={strip} aria-hidden="true">
        {characters.map((character, i) => (
          <span
            key={i}
            ref={i === at ? current : null}
            class={i === at ? 'now' : i < at ? 'read' : ''}
            onClick={() => onAt(i)}
          >
            {visible(character)}
          </span>
        ))}
      </div>
      <div class="tape-controls">
        <button type="button" class="primary play" onClick={() => onPlay(!isPlaying)}>
          <span aria-hidden="true">{isPlaying ? '❚❚' : '▶'}</span> {isPlaying ? text.stop : text.play}
        </button>
        <label>
          <span class="hidden">{text.stepLabel}</span>
          <input
            type="range"
            min={0}
            max={Math.max(0, characters.length - 1)}
            value={at}
            aria-valuetext={said}
            onInput={(event) => onAt(event.currentTarget.valueAsNumber)}
          />
        </label>
        <output>{said}</output>
      </div>
    </div>
  );
}
