/** A letter that was overtaken by a newer one. An equal version may carry news beside the stage. */
export function outdated(known: { version: number }, letter: { version: number }): boolean {
  return letter.version < known.version;
}
