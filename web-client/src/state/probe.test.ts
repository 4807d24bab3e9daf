import { expect, test } from 'vitest';
import type { QueueRow } from '../protocol.gen';
import { withoutProbe } from './probe';

const state = (...queues: string[]) => ({ queues: queues.map((queue) => ({ queue, name: queue }) as QueueRow) });
const seen = (...queues: string[]) => withoutProbe(state(...queues)).queues.map(({ queue }) => queue);

test('the queue of the probe stands among no offices, and whoever serves it alone sees it', () => {
  expect([seen('melden', 'probe', 'parken'), seen('probe'), seen('melden')]).toEqual([['melden', 'parken'], ['probe'], ['melden']]);
});
