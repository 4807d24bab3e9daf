import { effect } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OwnMedia, resultOf, sendsOf } from './media';

/** What each kind of device does when it is asked for: it works, or fails with this name. */
let devices: { video: string; audio: string };
let asked: string[];
/** What is plugged in. */
let plugged: { kind: string; deviceId: string }[];
let stopped: string[];
/** The device that was asked for last, by kind. */
let wanted: { [kind: string]: unknown };

function track(kind: string) {
  return Object.assign(new EventTarget(), {
    kind,
    enabled: true,
    contentHint: '',
    getSettings: () => ({}),
    stop: () => stopped.push(kind),
  }) as unknown as MediaStreamTrack;
}

async function getUserMedia(wish: MediaStreamConstraints): Promise<MediaStream> {
  const kinds = (['audio', 'video'] as const).filter((kind) => wish[kind]);
  asked.push(kinds.join('+'));
  for (const kind of kinds) wanted[kind] = (wish[kind] as MediaTrackConstraints).deviceId;
  const failure = kinds.map((kind) => devices[kind]).find((name) => name !== 'works');
  if (failure) throw Object.assign(new Error(), { name: failure });
  const tracks = kinds.map(track);
  const of = (kind: string) => tracks.filter((one) => one.kind === kind);
  return { getTracks: () => tracks, getAudioTracks: () => of('audio'), getVideoTracks: () => of('video') } as unknown as MediaStream;
}

beforeEach(() => {
  devices = { video: 'works', audio: 'works' };
  asked = [];
  plugged = [];
  stopped = [];
  wanted = {};
  const mediaDevices = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: async () => plugged });
  vi.stubGlobal('navigator', { mediaDevices });
});

afterEach(() => vi.unstubAllGlobals());

describe('the own camera and microphone', () => {
  test('nothing is asked for before somebody wants it', () => {
    expect(new OwnMedia().camera.value.kind).toBe('untried');
    expect(asked).toEqual([]);
  });

  test('both are asked for at once, so that the browser asks once', async () => {
    const media = new OwnMedia();
    await media.start({ camera: true, microphone: true });
    expect(asked).toEqual(['audio+video']);
    expect([resultOf(media.camera.value), resultOf(media.microphone.value)]).toEqual(['fine', 'fine']);
  });

  test('an effect that lets go of everything is not run again by that, nor by what is opened later', async () => {
    const media = new OwnMedia();
    await media.start({ camera: true, microphone: true });
    const end = effect(() => media.stop());
    expect(stopped).toEqual(['video', 'audio']);
    await media.start({ camera: true, microphone: true });
    expect(media.camera.value.kind).toBe('on');
    end();
  });

  test('a camera that fails does not take the microphone along', async () => {
    devices.video = 'NotReadableError';
    const media = new OwnMedia();
    await media.start({ camera: true, microphone: true });
    expect(media.camera.value).toEqual({ kind: 'trouble', trouble: 'in-use' });
    expect(resultOf(media.microphone.value)).toBe('fine');
    expect(media.allowed).toEqual({ camera: false, microphone: true });
  });

  test('what was denied is reported as denied', async () => {
    devices = { video: 'NotAllowedError', audio: 'NotAllowedError' };
    const media = new OwnMedia();
    await media.start({ camera: true, microphone: true });
    expect([resultOf(media.camera.value), resultOf(media.microphone.value)]).toEqual(['denied', 'denied']);
  });

  test('a camera that is off is let go of, a muted microphone is not', async () => {
    const media = new OwnMedia();
    await media.start({ camera: true, microphone: true });
    await media.turn('camera', false);
    await media.turn('microphone', false);
    expect(stopped).toEqual(['video']);
    expect(media.microphoneTrack.value?.enabled).toBe(false);
    await media.turn('camera', true);
    expect(media.camera.value.kind).toBe('on');
  });

  test('after a pause only what had been switched on comes back', async () => {
    const media = new OwnMedia();
    await media.start({ camera: false, microphone: true });
    media.stop();
    expect(stopped).toEqual(['audio']);
    await media.startAgain();
    expect(media.camera.value.kind).toBe('untried');
    expect(media.microphone.value.kind).toBe('on');
  });

  test('a device that is let in after the stop is let go at once, and remembered', async () => {
    const media = new OwnMedia();
    const opening = media.start({ camera: true, microphone: true });
    media.stop();
    await opening;
    expect(stopped.toSorted()).toEqual(['audio', 'video']);
    expect(media.cameraTrack.value).toBeUndefined();
    expect(media.allowed).toEqual({ camera: true, microphone: true });
  });

  test('who reports what was found waits for what is being opened', async () => {
    devices.video = 'NotReadableError';
    const media = new OwnMedia();
    void media.start({ camera: true, microphone: true });
    await media.settled(5_000);
    expect([resultOf(media.camera.value), resultOf(media.microphone.value)]).toEqual(['absent', 'fine']);
  });

  test('but not for ever: a question that nobody answers keeps nobody waiting', async () => {
    vi.stubGlobal('navigator', {
      mediaDevices: Object.assign(new EventTarget(), { getUserMedia: () => new Promise(() => undefined), enumerateDevices: async () => [] }),
    });
    const media = new OwnMedia();
    void media.start({ camera: true, microphone: false });
    await media.settled(10);
    expect(media.camera.value.kind).toBe('asking');
  });

  test('stop lets go of everything', async () => {
    const media = new OwnMedia();
    await media.start({ camera: true, microphone: true });
    media.stop();
    expect(stopped.toSorted()).toEqual(['audio', 'video']);
    expect(media.cameraTrack.value).toBeUndefined();
  });
});

describe('what the reader chose', () => {
  test('another microphone is as muted as the one before', async () => {
    const media = new OwnMedia();
    await media.start({ camera: false, microphone: true });
    await media.turn('microphone', false);
    await media.choose('microphone', 'b');
    expect(media.microphone.value).toMatchObject({ kind: 'on', muted: true, track: { enabled: false } });
    await media.turn('microphone', true);
    expect(sendsOf(media.microphone.value)).toBe('on');
  });

  test('another camera does not switch on one that is off, and is the one that comes on later', async () => {
    const media = new OwnMedia();
    await media.start({ camera: true, microphone: true });
    await media.turn('camera', false);
    await media.choose('camera', 'b');
    expect([media.camera.value.kind, media.chosen('camera')]).toEqual(['off', 'b']);
    await media.turn('camera', true);
    expect(wanted['video']).toEqual({ ideal: 'b' });
  });

  test('what was off or muted in one call is so in the next, with the same devices', async () => {
    const media = new OwnMedia();
    await media.start({ camera: true, microphone: true });
    await media.choose('microphone', 'b');
    await media.turn('camera', false);
    await media.turn('microphone', false);
    media.stop();
    asked = [];
    await media.startAgain();
    expect(asked).toEqual(['audio']);
    expect(wanted['audio']).toEqual({ ideal: 'b' });
    expect(media.microphone.value).toMatchObject({ kind: 'on', muted: true, track: { enabled: false } });
    expect(media.camera.value.kind).toBe('off');
  });

  test('a device that is gone when it is chosen gives way to one that is there', async () => {
    plugged = [{ kind: 'audioinput', deviceId: 'a' }];
    const media = new OwnMedia();
    await media.start({ camera: false, microphone: true });
    devices.audio = 'OverconstrainedError';
    const choosing = media.choose('microphone', 'gone');
    devices.audio = 'works';
    await choosing;
    expect(media.replaced.value?.kind).toBe('microphone');
    expect(sendsOf(media.microphone.value)).toBe('on');
  });
});

describe('a device that goes away', () => {
  const gone = async (old: MediaStreamTrack | undefined) => {
    old?.dispatchEvent(new Event('ended'));
    await vi.waitFor(() => expect(asked.length).toBe(2));
    await Promise.resolve();
  };

  test('another one that is there takes over, muted as the old one was, and the reader is told', async () => {
    const media = new OwnMedia();
    await media.start({ camera: false, microphone: true });
    await media.turn('microphone', false);
    plugged = [{ kind: 'audioinput', deviceId: 'b' }];
    await gone(media.microphoneTrack.value);
    await vi.waitFor(() => expect(media.replaced.value?.kind).toBe('microphone'));
    expect(media.microphone.value).toMatchObject({ kind: 'on', muted: true, track: { enabled: false } });
    expect(media.devices.value.microphones).toHaveLength(1);
  });

  test('without another one it is gone, and the list does not show it', async () => {
    plugged = [{ kind: 'audioinput', deviceId: 'a' }];
    const media = new OwnMedia();
    await media.start({ camera: false, microphone: true });
    plugged = [];
    media.microphoneTrack.value?.dispatchEvent(new Event('ended'));
    await vi.waitFor(() => expect(media.devices.value.microphones).toEqual([]));
    expect(sendsOf(media.microphone.value)).toBe('lost');
  });

  test('what is plugged in next takes over by itself, but nothing that was switched off meanwhile', async () => {
    const media = new OwnMedia();
    await media.start({ camera: false, microphone: true });
    media.microphoneTrack.value?.dispatchEvent(new Event('ended'));
    await vi.waitFor(() => expect(sendsOf(media.microphone.value)).toBe('lost'));
    plugged = [{ kind: 'audioinput', deviceId: 'a' }];
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    await vi.waitFor(() => expect(sendsOf(media.microphone.value)).toBe('on'));
    expect(asked).toHaveLength(2);
    media.stop();
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    await media.look();
    expect(asked).toHaveLength(2);
  });

  test('a device that the system mutes sends nothing, and that is no choice of the reader', async () => {
    const media = new OwnMedia();
    await media.start({ camera: false, microphone: true });
    expect(sendsOf(media.microphone.value)).toBe('on');
    media.microphoneTrack.value?.dispatchEvent(new Event('mute'));
    expect(sendsOf(media.microphone.value)).toBe('lost');
    media.microphoneTrack.value?.dispatchEvent(new Event('unmute'));
    await media.turn('microphone', false);
    expect(sendsOf(media.microphone.value)).toBe('off');
  });

  test('a loudspeaker that was chosen and is gone gives way to the usual one', async () => {
    plugged = [{ kind: 'audiooutput', deviceId: 'headset' }];
    const media = new OwnMedia();
    await media.look();
    media.chooseSpeaker('headset');
    plugged = [];
    await media.look();
    expect(media.speaker.value).toBeUndefined();
  });
});
