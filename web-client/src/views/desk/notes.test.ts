import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Problem } from '../../problem';
import { Notes, type Written } from './notes';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});

const saver = () => vi.fn((_visit: string, _written: Written) => Promise.resolve<unknown>(undefined));

describe('what is written about a visit', () => {
  test('is saved once after a pause, not at every letter', async () => {
    const save = saver();
    const notes = new Notes(save, 900);
    notes.write('v1', { note: 'A' });
    await vi.advanceTimersByTimeAsync(500);
    notes.write('v1', { note: 'AB' });
    await vi.advanceTimersByTimeAsync(899);
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(save).toHaveBeenCalledExactlyOnceWith('v1', { note: 'AB' });
    expect(notes.of('v1')?.saving).toBe('saved');
  });

  test('while it is being saved more can be written, which is saved after it', async () => {
    let answer: (value: unknown) => void = () => undefined;
    const save = saver().mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const notes = new Notes(save, 900);
    notes.write('v1', { note: 'A' });
    await vi.advanceTimersByTimeAsync(900);
    expect(notes.of('v1')?.saving).toBe('saving');
    notes.write('v1', { note: 'AB' });
    answer(undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(notes.of('v1')).toMatchObject({ note: 'AB', saving: 'unsaved' });
    await vi.advanceTimersByTimeAsync(900);
    expect(save).toHaveBeenLastCalledWith('v1', { note: 'AB' });
  });

  test('says what stood in the way, and survives a reload until it is saved', async () => {
    const notes = new Notes(saver().mockRejectedValueOnce(new Problem('store-down')), 900);
    notes.write('v1', { note: 'A', case: 'X 1' });
    await notes.flush('v1');
    expect(notes.of('v1')).toMatchObject({ saving: 'unsaved', problem: { kind: 'store-down' } });
    const reloaded = new Notes(saver(), 900);
    expect(reloaded.of('v1')).toMatchObject({ note: 'A', case: 'X 1', saving: 'unsaved' });
    await reloaded.flush('v1');
    expect(new Notes(saver(), 900).of('v1')).toBeUndefined();
  });

  test('once saved, what the server says later is shown, and the word stays', async () => {
    const notes = new Notes(saver(), 900);
    notes.write('v1', { note: 'A' });
    notes.settle('v1');
    expect(notes.of('v1')?.note).toBe('A');
    await notes.flush('v1');
    notes.settle('v1');
    expect(notes.of('v1')).toEqual({ saving: 'saved', problem: null });
  });

  test('of earlier visits only what is not saved is kept', async () => {
    const save = saver().mockRejectedValueOnce(new Problem('offline'));
    const notes = new Notes(save, 900);
    notes.write('lost', { note: 'A' });
    await notes.flush('lost');
    notes.write('kept', { note: 'B' });
    await notes.flush('kept');
    notes.keepOnly('next');
    expect([...notes.drafts.value.keys()]).toEqual(['lost']);
  });
});
