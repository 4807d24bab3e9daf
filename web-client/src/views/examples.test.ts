import { describe, expect, test } from 'vitest';
import type { Examples } from '../example';
import { findings } from '../testing/axe';

const files = import.meta.glob<Examples>('./**/*.examples.tsx', { eager: true });

describe('every view in every example state', () => {
  for (const { name, show } of Object.values(files).flatMap((file) => file.examples)) {
    test(`${name} has no barrier that axe can find`, async () => {
      expect(await findings(show())).toEqual([]);
      // A busy machine is slow, and axe does not start again before it has finished.
    }, 60_000);
  }
});
