import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { useText } from '../text/language.js';
import { shellTexts } from './texts.js';
import { remember, remembered } from '../url/remembered.js';

const themes = ['auto', 'light', 'dark'] as const;

type Theme = (typeof themes)[number];

const pictures: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' };

/** Light, dark, or as the system has it. */
export function ThemeButton(): JSX.Element {
  const text = useText(shellTexts);
  const [theme, setTheme] = useState<Theme>(
    () => themes.find((word) => word === remembered('theme')) ?? 'auto',
  );
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    remember('theme', theme);
  }, [theme]);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!;
  return (
    <button class="icon" type="button" title={text.theme[theme]} onClick={() => setTheme(next)}>
      <span aria-hidden="true">{pictures[theme]}</span>
      <span class="hidden">{text.theme[theme]}</span>
    </button>
  );
}
