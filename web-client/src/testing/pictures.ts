/** Painted pictures for the gallery: nobody's face, no camera needed. */
import { signal } from '@preact/signals';
import type { Remote } from '../call';
import { OwnMedia } from '../media';
import type { CallShown } from '../views/call/line';

/** A moving picture in one colour; an empty stream where there is no canvas. */
export function painted(colour: string, words: string): MediaStream {
  const canvas = document.createElement('canvas');
  if (!('captureStream' in canvas)) return new MediaStream();
  canvas.width = 1280;
  canvas.height = 720;
  const paint = () => {
    const context = canvas.getContext('2d');
    if (!context) return;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1280, 720);
    context.fillStyle = '#e8d5c4';
    context.beginPath();
    context.arc(640, 300, 130, 0, 7);
    context.ellipse(640, 720, 300, 250, 0, 0, 7);
    context.fill();
    context.fillStyle = '#fff';
    context.font = '40px sans-serif';
    context.fillText(words, 40, 690);
  };
  setInterval(paint, 200);
  paint();
  return (canvas as HTMLCanvasElement).captureStream(5);
}

export function paintedMedia(): OwnMedia {
  const track = painted('#5a6b3a', '').getTracks()[0];
  const sound = silence();
  return new OwnMedia({
    camera: track ? { kind: 'on', track, muted: false } : { kind: 'off' },
    microphone: { kind: 'on', track: sound, muted: false },
  });
}

function silence(): MediaStreamTrack {
  const track = globalThis.AudioContext && new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
  return track ?? ({ kind: 'audio', getSettings: () => ({}), stop: () => undefined } as unknown as MediaStreamTrack);
}

export function remote(more: Partial<Remote> = {}): Remote {
  return {
    seat: 'clerk',
    role: 'clerk',
    name: 'Frau Beispiel',
    here: true,
    stream: painted('#2f4a6b', ''),
    state: 'connected',
    picture: true,
    microphone: 'on',
    camera: 'on',
    ...more,
  };
}

export function shownCall(remotes: Remote[], more: Partial<{ state: Remote['state']; poor: boolean }> = {}): CallShown {
  return {
    remotes: signal(remotes),
    state: signal(more.state ?? 'connected'),
    poor: signal(more.poor ?? false),
    audioOnly: signal(false),
    setAudioOnly: () => undefined,
    repair: () => undefined,
  };
}
