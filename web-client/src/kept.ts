/**
 * What this tab keeps over a reload. A browser may refuse to keep anything (blocked site data): then
 * it lives as long as the page, and nothing fails.
 */
const here = new Map<string, string>();

export function keep(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    here.set(key, text);
  }
}

/** Null when nothing was kept. */
export function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return here.get(key) ?? null;
  }
}

export function forget(key: string): void {
  here.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept there.
  }
}
