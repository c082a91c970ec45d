import type { JSX } from 'preact';
import { useText } from '../../text/language.js';
import { texts } from './texts.js';

export function GradientsPage(): JSX.Element {
  const text = useText(texts);
  return <p>{text.title}</p>;
}
