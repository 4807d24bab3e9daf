import type { ComponentChild } from 'preact';

/** A view in one state, for the gallery and for the accessibility tests. */
export interface Example {
  name: string;
  show: () => ComponentChild;
}

/** What a `*.examples.tsx` file beside a view exports. */
export interface Examples {
  examples: readonly Example[];
}
