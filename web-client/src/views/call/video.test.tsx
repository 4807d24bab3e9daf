/** The loudspeaker that was chosen, and back to the usual one when it is gone. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { Video } from './video';

/** A video that knows loudspeakers; those that are gone refuse. */
function speakers(...there: string[]) {
  const set = vi.fn(async function (this: { sinkId: string }, id: string) {
    if (!there.includes(id)) throw new DOMException('', 'NotFoundError');
    this.sinkId = id;
  });
  Object.assign(HTMLMediaElement.prototype, { sinkId: '', setSinkId: set });
  return set;
}

async function shown(...sinks: (string | undefined)[]): Promise<HTMLVideoElement & { sinkId: string }> {
  const root = document.createElement('div');
  for (const sink of sinks) await act(() => render(<Video stream={null} label="Alex" sink={sink} />, root));
  return root.querySelector('video') as HTMLVideoElement & { sinkId: string };
}

test('the chosen one sounds; without a choice it is the usual one again', async () => {
  const set = speakers('', 'headset');
  expect((await shown(undefined)).sinkId).toBe('');
  expect(set).not.toHaveBeenCalled();
  expect((await shown('headset')).sinkId).toBe('headset');
  expect((await shown('headset', undefined)).sinkId).toBe('');
});

test('one that is gone leaves the sound where it can be heard', async () => {
  speakers('', 'headset');
  expect((await shown('gone')).sinkId).toBe('');
  expect((await shown('headset', 'gone')).sinkId).toBe('');
});
