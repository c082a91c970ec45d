/** What was remembered at an earlier visit; nothing where the browser keeps nothing for pages. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Remembers something for the next visit, where the browser lets pages do that. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The page works without: at the next visit it begins as at the first.
  }
}
