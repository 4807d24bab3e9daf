/** What a board shows, as its address says it. Pure. */

export interface Place {
  /** The queue that is open. */
  queue: string | null;
  /** A wall display: everything large, nothing to click. */
  wall: boolean;
  /** Dark, whatever the device says. */
  dark: boolean;
}

export function placeOf(search: string): Place {
  const wanted = new URLSearchParams(search);
  return { queue: wanted.get('queue'), wall: wanted.has('wall'), dark: wanted.has('dark') };
}

export function addressOf({ queue, wall, dark }: Place, { search, pathname }: { search: string; pathname: string }): string {
  const wanted = new URLSearchParams(search);
  for (const [name, value] of [['queue', queue], ['wall', wall && '1'], ['dark', dark && '1']] as const) {
    if (value) wanted.set(name, value);
    else wanted.delete(name);
  }
  const found = wanted.toString();
  return found ? `${pathname}?${found}` : pathname;
}
