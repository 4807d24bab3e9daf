/** A picture to take along: as SVG that stands by itself, and as the rows of its table. Pure. */
import type { Bar } from './bars';

const WIDE = 640;
const ROW = 44;
const TOP = 48;
const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** `number` writes values as the page does. Colours of its own: no style sheet comes along. */
export function svgOf(title: string, bars: readonly Bar[], number: (value: number) => string): string {
  const longest = Math.max(1, ...bars.map(({ value }) => value));
  const rows = bars.map(({ name, value, words }, row) => {
    const top = TOP + row * ROW;
    const said = [name, number(value), words].filter(Boolean).join(' · ');
    return `<text x="16" y="${top + 14}" font-size="14">${escaped(said)}</text><rect x="16" y="${top + 20}" width="${Math.round(((WIDE - 32) * value) / longest)}" height="12" fill="#1d4cac"/>`;
  });
  const high = TOP + bars.length * ROW + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDE} ${high}" width="${WIDE}" height="${high}" font-family="sans-serif" fill="#171a2b"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/><text x="16" y="28" font-size="18" font-weight="600">${escaped(title)}</text>${rows.join('')}</svg>`;
}

/** With the mark that spreadsheets need to read umlauts. */
export function csvOf(title: string, bars: readonly Bar[]): string {
  const rows = [['', title, ''], ...bars.map(({ name, value, words = '' }) => [name, String(value), words])];
  return `\uFEFF${rows.map((row) => row.map(quoted).join(';')).join('\r\n')}\r\n`;
}

/** A name must not begin a formula in somebody's spreadsheet. */
const quoted = (text: string) => `"${text.replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
const escaped = (text: string) => text.replace(/[&<>"]/g, (letter) => ESCAPED[letter] ?? letter);
