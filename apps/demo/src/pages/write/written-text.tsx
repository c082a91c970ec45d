import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useNumbers, useText } from '../../text/language.js';
import { levelsOf, levelOf } from './levels.js';
import { texts } from './texts.js';
import type { Written } from './use-writing.js';

interface Props {
  readonly written: Written;
  readonly values: Float32Array | undefined;
  /** What stands there while there is no text. */
  readonly nothing: string;
}

/** So many characters are drawn anew together. */
const block = 80;

/** The text, each character coloured by a unit, with the number where one points or goes by keys. */
export function WrittenText({ written: { characters, given }, values, nothing }: Props): JSX.Element {
  const text = useText(texts);
  const format = useNumbers();
  const [at, setAt] = useState<number | undefined>();
  const levels = levelsOf(values ?? new Float32Array(), characters.length);
  const point = (event: Event): void => {
    const { place } = (event.target as HTMLElement).dataset;
    if (place !== undefined) setAt(Number(place));
  };
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || characters.length === 0) return;
    event.preventDefault();
    setAt(Math.min(characters.length - 1, Math.max(0, (at ?? (by > 0 ? -1 : characters.length)) + by)));
  };
  const value = at === undefined ? undefined : values?.[at];
  const character = at === undefined ? undefined : characters[at];
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (follows.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [characters.length]);
  const blocks = Array.from({ length: Math.ceil(characters.length / block) }, (_, i) => i * block);
  return (
    <>
      <div
        ref={box}
        class="written-text"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          // Whoever has scrolled up wants to read there.
          follows.current = scrollHeight - scrollTop - clientHeight < 40;
        }}
        tabIndex={0}
        role="group"
        aria-label={text.writtenLabel}
        onPointerOver={point}
        onPointerDown={point}
        onKeyDown={move}
      >
        {blocks.map((from) => (
          <Block
            key={from}
            from={from}
            letters={characters.slice(from, from + block).join('\u0000')}
            levels={levels.slice(from, from + block).join()}
            given={Math.max(0, Math.min(block, given - from))}
            at={at !== undefined && at >= from && at < from + block ? at - from : -1}
          />
        ))}
        {characters.length === 0 && <span class="soft">{nothing}</span>}
      </div>
      <output class="unit-value" aria-live="polite">
        {value === undefined || character === undefined ? (
          <span class="soft">{text.noValue}</span>
        ) : (
          <>
            <span class={`unit-swatch ${levelClass(levelOf(value, values!))}`} aria-hidden="true" />
            {text.valueAt(visible(character), format(value))}
          </>
        )}
      </output>
    </>
  );
}

interface BlockProps {
  readonly from: number;
  readonly letters: string;
  readonly levels: string;
  readonly given: number;
  readonly at: number;
}

/** Drawn anew only where something in it has changed, so that a long text can grow. */
function Block({ from, letters, levels, given, at }: BlockProps): JSX.Element {
  return useMemo(() => {
    const each = levels.split(',');
    return (
      <span>
        {letters.split('\u0000').map((letter, i) => (
          <span
            key={i}
            data-place={from + i}
            class={`${levelClass(Number(each[i] ?? 0))}${i < given ? ' given' : ''}${i === at ? ' here' : ''}`}
          >
            {letter}
          </span>
        ))}
      </span>
    );
  }, [from, letters, levels, given, at]);
}

const levelClass = (level: number): string =>
  level === 0 ? 'level' : `level ${level > 0 ? 'up' : 'down'}-${Math.abs(level)}`;

/** A character that can be seen where it stands alone. */
const visible = (character: string): string =>
  character === '\n' ? '↵' : character === ' ' ? '␣' : `‘${character}’`;
