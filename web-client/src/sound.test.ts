/** Browsers hold sound back until an act of the reader, and keep whoever asks waiting. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const node = { connect: (next: unknown) => next, frequency: {}, gain: { setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() }, stop: vi.fn() };
const sounded = vi.fn();
let strict: StrictContext;

/** As a browser does it: `resume` has no end before the next act. */
class StrictContext extends EventTarget {
  state = 'suspended';
  currentTime = 0;
  allowed = false;
  createAnalyser = () => ({ ...node });
  createGain = () => node;
  createOscillator = () => ({ ...node, start: sounded });
  async resume(): Promise<void> {
    await new Promise<void>((resolve) => (this.allowed ? resolve() : addEventListener('allowed', () => resolve(), { once: true })));
    this.turn('running');
  }
  turn(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('AudioContext', function opened() {
    return (strict = new StrictContext());
  });
  vi.resetModules();
  sounded.mockReset();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what could not sound does not sound later, all at once; from the next act on it does, after a telephone call as well', async () => {
  const { play, soundHeld } = await import('./sound');
  const tries = [play('bell'), play('bell'), play('bell')];
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await Promise.all(tries)).toEqual([false, false, false]);
  expect(soundHeld.value).toBe(true);

  strict.allowed = true;
  dispatchEvent(new Event('allowed'));
  dispatchEvent(new Event('keydown'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sounded).not.toHaveBeenCalled();
  expect(soundHeld.value).toBe(false);
  expect(await play('bell')).toBe(true);
  expect(sounded).toHaveBeenCalledOnce();

  strict.turn('interrupted');
  expect(soundHeld.value).toBe(true);
  dispatchEvent(new Event('touchend'));
  await vi.advanceTimersByTimeAsync(0);
  expect(soundHeld.value).toBe(false);
});
