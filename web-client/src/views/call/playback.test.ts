import { afterEach, expect, test, vi } from 'vitest';
import { heldBack, playWhenAllowed } from './playback';

/** A video in a browser that lets sound out only after an act of the reader. */
function strict() {
  const video = document.createElement('video');
  let allowed = false;
  video.play = async () => {
    if (!allowed && !video.muted) throw new DOMException('', 'NotAllowedError');
  };
  return { video, allow: () => void (allowed = true) };
}

let letGo = () => undefined as void;
afterEach(() => letGo());

const settled = () => new Promise((resolve) => setTimeout(resolve));

test.each(['keydown', 'pointerdown', 'click', 'touchend'])('what is held back plays without sound, and with it after a %s', async (act) => {
  const { video, allow } = strict();
  letGo = playWhenAllowed(video);
  await settled();
  expect([heldBack.value, video.muted]).toEqual([true, true]);
  dispatchEvent(new Event(act));
  await settled();
  expect([heldBack.value, video.muted], 'an act that does not count').toEqual([true, true]);
  allow();
  dispatchEvent(new Event(act));
  await settled();
  expect([heldBack.value, video.muted]).toEqual([false, false]);
});

test('what the system stopped plays again; what is gone does not', async () => {
  const { video, allow } = strict();
  allow();
  const played = vi.spyOn(video, 'play');
  Object.defineProperty(video, 'srcObject', { value: {}, writable: true });
  document.body.append(video);
  letGo = playWhenAllowed(video);
  await settled();
  video.dispatchEvent(new Event('pause'));
  expect(played).toHaveBeenCalledTimes(2);
  video.remove();
  video.dispatchEvent(new Event('pause'));
  expect(played).toHaveBeenCalledTimes(2);
});

test('a picture that is gone is no longer waited for', async () => {
  const { video } = strict();
  playWhenAllowed(video)();
  await settled();
  letGo = playWhenAllowed(video);
  await settled();
  letGo();
  expect(heldBack.value).toBe(false);
});
