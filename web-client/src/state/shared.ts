import type { Peer } from '../protocol.gen';

/** A letter that was overtaken by a newer one. An equal version may carry news beside the stage. */
export function outdated(known: { version: number }, letter: { version: number }): boolean {
  return letter.version < known.version;
}

/** Who sits where, with the names that were told before: a letter about seats need not repeat them. */
export function withNames(peers: readonly Peer[], known: readonly Peer[] | undefined): Peer[] {
  return peers.map((peer) => {
    const name = peer.name ?? known?.find(({ seat }) => seat === peer.seat)?.name;
    return name ? { ...peer, name } : peer;
  });
}
