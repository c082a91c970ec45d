import type { ComponentType, JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { OwnCellGate } from '../cells/own-cell-gate.js';
import { isPageName, pages, type PageName } from '../pages/index.js';
import { titles } from '../pages/titles.js';
import { LanguageContext, preferredLanguage, type Language } from '../text/language.js';
import { useAddress } from '../url/address.js';
import { ErrorBoundary } from './error-boundary.js';
import { Header } from './header.js';
import { PlatformNotes } from './platform-notes.js';
import { remember } from '../url/remembered.js';

/** Frame, menu, and the page that the address names. */
export function App(): JSX.Element {
  const [language, setLanguage] = useState<Language>(preferredLanguage);
  const { page } = useAddress();
  const name: PageName = isPageName(page) ? page : 'inside';
  const { title, lead } = titles[language][name];

  useLayoutEffect(() => {
    document.documentElement.lang = language;
    remember('language', language);
  }, [language]);
  useLayoutEffect(() => {
    document.title = `${title} · Sluice`;
  }, [title]);

  return (
    <LanguageContext.Provider value={language}>
      <Header page={name} onLanguage={setLanguage} />
      <main id="main" tabIndex={-1}>
        <header class="page-head">
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
        </header>
        <PlatformNotes />
        <ErrorBoundary key={name}>
          <OwnCellGate>
            <LazyPage name={name} />
          </OwnCellGate>
        </ErrorBoundary>
      </main>
    </LanguageContext.Provider>
  );
}

function LazyPage({ name }: { readonly name: PageName }): JSX.Element {
  const [Page, setPage] = useState<ComponentType>();
  const [problem, setProblem] = useState<Error>();
  useEffect(() => {
    let isWanted = true;
    pages[name]().then(
      (page) => isWanted && setPage(() => page),
      (error: unknown) => isWanted && setProblem(error as Error),
    );
    return () => {
      isWanted = false;
    };
  }, [name]);
  if (problem) throw problem;
  return Page ? <Page /> : <div class="loading" aria-busy="true" />;
}
