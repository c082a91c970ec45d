import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { pageNames, type PageName } from '../pages/index.js';
import { titles } from '../pages/titles.js';
import { languages, useText, type Language } from '../text/language.js';
import { shellTexts } from './texts.js';
import { ThemeButton } from './theme-button.js';

interface Props {
  readonly page: PageName;
  readonly onLanguage: (language: Language) => void;
}

/** The menu. */
export function Header({ page, onLanguage }: Props): JSX.Element {
  const text = useText(shellTexts);
  return (
    <header class="top">
      <a class="skip" href="#main" onClick={skipToMain}>
        {text.skip}
      </a>
      <a class="brand" href="#/inside">
        <img src="./sluice.svg" alt="" width="26" height="26" />
        Sluice
      </a>
      <Menu page={page} label={text.menu} />
      <div class="preferences">
        <label>
          <span class="hidden">{text.language}</span>
          <select value={text.tag} onChange={(event) => onLanguage(event.currentTarget.value as Language)}>
            {Object.entries(languages).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <ThemeButton />
      </div>
    </header>
  );
}

function Menu({ page, label }: { readonly page: PageName; readonly label: string }): JSX.Element {
  const words = useText(titles);
  const current = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the menu scrolls sideways.
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest', inline: 'center' }), [page]);
  return (
    <nav aria-label={label}>
      <ul>
        {pageNames.map((name) => (
          <li key={name}>
            <a
              href={`#/${name}`}
              aria-current={name === page ? 'page' : undefined}
              ref={name === page ? current : null}
            >
              {words[name].title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The address behind the `#` names a page, so a link into this page moves the focus by itself. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')!.focus();
}
