/** Links as mail programs deliver them: the `#` before a token as `%23`, or with a slash before it. */

/** A `%23` may have been written as `%2523` on the way. */
const CODED_AT_MOST = 4;

/** The address as the link was made: the path of a page, and what stood behind its `#`. */
export function straightened(path: string, hash: string): { path: string; hash: string } {
  const whole = decoded(path + hash);
  const at = whole.indexOf('#');
  const page = at < 0 ? whole : whole.slice(0, at);
  return { path: page.replace(/(.)\/+$/, '$1') || '/', hash: at < 0 ? '' : `#${whole.slice(at).replace(/^#+/, '')}` };
}

/** Puts this page's address right before anything reads it; a token leaves the path at once. */
export function straightenAddress(): void {
  const { path, hash } = straightened(location.pathname, location.hash);
  if (path !== location.pathname || hash !== location.hash) history.replaceState(null, '', path + location.search + hash);
}

function decoded(text: string): string {
  try {
    for (let n = 0; n < CODED_AT_MOST && text.includes('%'); n++) text = decodeURIComponent(text);
  } catch {
    // A percent sign that is none: it stays as it is.
  }
  return text;
}
