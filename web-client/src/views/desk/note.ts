/** A note that is being written survives a reload of the tab, and nothing longer. */
const KEPT = 'vorsprache-desk-note';

export function keepNote(visit: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(KEPT, JSON.stringify({ visit, text }));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Then it is only on the screen.
  }
}

export function keptNote(visit: string): string {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as { visit: string; text: string } | null;
    return kept?.visit === visit ? kept.text : '';
  } catch {
    return '';
  }
}
