/** When to come back. Pure: the caller brings the chance. */

/** The first pause is a random part of this, unless the server asks for more. */
export const FIRST_MS = 300;
const LONGEST_MS = 5_000;

/**
 * Milliseconds before the n-th attempt (from 1); `chance` in [0, 1) spreads a crowd that lost one server,
 * the first time over `spread_ms`.
 */
export function delayBefore(attempt: number, chance: number, spread_ms = FIRST_MS): number {
  if (attempt <= 1) return chance * spread_ms;
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return ceiling / 2 + (chance * ceiling) / 2;
}

/** 4500-4999: coming back by itself would not help. Everything else comes back. */
export function staysAway(code: number): boolean {
  return code >= 4500 && code <= 4999;
}

export const CLOSED = {
  goingAway: 4002,
  badCredentials: 4500,
  badFrame: 4501,
  visitOver: 4504,
  replaced: 4505,
  signedOut: 4506,
} as const;
