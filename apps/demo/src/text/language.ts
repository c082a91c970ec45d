import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { remembered } from '../url/remembered.js';

/** The languages that the pages speak. */
export const languages = { en: 'English', ko: '한국어' } as const;

export type Language = keyof typeof languages;

export const isLanguage = (word: string | null): word is Language =>
  word !== null && Object.hasOwn(languages, word);

/** The language of whoever looks: the one chosen before, or the first of the browser's that is spoken here. */
export function preferredLanguage(): Language {
  const chosen = remembered('language');
  if (isLanguage(chosen)) return chosen;
  const words = navigator.languages.map((tag) => tag.slice(0, 2));
  return words.find((word): word is Language => isLanguage(word)) ?? 'en';
}

export const LanguageContext = createContext<Language>('en');

/** The same words in every language; the type holds each to the same keys. */
export type Texts<T> = Readonly<Record<Language, T>>;

/** Words in the language of whoever looks. */
export const useText = <T>(texts: Texts<T>): T => texts[useContext(LanguageContext)];

/** Numbers as that language writes them. */
export function useNumbers(): (value: number, options?: Intl.NumberFormatOptions) => string {
  const language = useContext(LanguageContext);
  return (value, options = { maximumSignificantDigits: 3 }) =>
    new Intl.NumberFormat(language, options).format(value);
}
