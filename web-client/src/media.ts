/**
 * The own camera and microphone. Nothing is asked for before a gesture; every track is stopped in one
 * place, `stop`. No DOM: views show the tracks.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { CheckResult, Sends } from './wire';

export type Kind = 'camera' | 'microphone';
export type DeviceTrouble = 'denied' | 'absent' | 'in-use' | 'unsupported' | 'failed';

export type Input =
  | { kind: 'untried' }
  | { kind: 'asking' }
  /** `muted` by the reader, `silent` by the device or the system: nothing comes out of it. */
  | { kind: 'on'; track: MediaStreamTrack; muted: boolean; silent?: boolean }
  | { kind: 'off' }
  | { kind: 'trouble'; trouble: DeviceTrouble };

export interface Replaced {
  kind: Kind;
  label: string;
}

export interface DeviceList {
  cameras: MediaDeviceInfo[];
  microphones: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class OwnMedia {
  readonly #camera = signal<Input>({ kind: 'untried' });
  readonly #microphone = signal<Input>({ kind: 'untried' });
  readonly #devices = signal<DeviceList>({ cameras: [], microphones: [], speakers: [] });
  readonly #speaker = signal<string | undefined>(undefined);
  readonly #replaced = signal<Replaced | null>(null);
  readonly camera: ReadonlySignal<Input> = this.#camera;
  readonly microphone: ReadonlySignal<Input> = this.#microphone;
  readonly devices: ReadonlySignal<DeviceList> = this.#devices;
  /** The loudspeaker the reader chose; undefined is the usual one. */
  readonly speaker: ReadonlySignal<string | undefined> = this.#speaker;
  /** A device that went away, for which another one came in; until the reader chooses or switches. */
  readonly replaced: ReadonlySignal<Replaced | null> = this.#replaced;
  /** What the browser lets out at all: plain http beyond this machine has no camera. */
  readonly supported = Boolean(globalThis.navigator?.mediaDevices?.getUserMedia);
  readonly cameraTrack = computed(() => trackOf(this.#camera.value));
  readonly microphoneTrack = computed(() => trackOf(this.#microphone.value));
  /** What a gesture on this page has opened once: only that may be opened again by itself. */
  readonly allowed: { [K in Kind]: boolean } = { camera: false, microphone: false };
  /** What the reader switched off stays off over a pause, and which device was chosen stays chosen. */
  readonly #unwanted = new Set<Kind>();
  readonly #chosen = signal<{ readonly [K in Kind]?: string }>({});
  /** Went away while it was on, and nothing could take over: what is plugged in next does. */
  readonly #missing = new Set<Kind>();
  /** The last opening on its way; whoever reports what was found waits for it. */
  #opening: Promise<unknown> = Promise.resolve();
  /** Rises with `stop`: a device that is let in later is let go at once. */
  #stops = 0;

  constructor(start: { camera?: Input; microphone?: Input } = {}) {
    if (start.camera) this.#camera.value = start.camera;
    if (start.microphone) this.#microphone.value = start.microphone;
    globalThis.navigator?.mediaDevices?.addEventListener?.('devicechange', () => void this.#devicesChanged());
  }

  /** The device that was chosen, though it may be off; undefined is the usual one. */
  chosen(kind: Kind): string | undefined {
    return this.#chosen.value[kind];
  }

  /** Opens both, or the one that works: a broken camera never takes the microphone along. */
  async start(wish: { camera: boolean; microphone: boolean }): Promise<void> {
    for (const kind of ['camera', 'microphone'] as const) if (wish[kind]) this.#unwanted.delete(kind);
    return this.#start(wish);
  }

  async #start(wish: { camera: boolean; microphone: boolean }): Promise<void> {
    if (wish.camera && wish.microphone) {
      this.#camera.value = this.#microphone.value = { kind: 'asking' };
      const stops = this.#stops;
      const both = await this.#open({ video: this.#asked('camera'), audio: this.#asked('microphone') });
      if (typeof both !== 'string') {
        this.#take('camera', both.getVideoTracks()[0], stops);
        this.#take('microphone', both.getAudioTracks()[0], stops);
        return this.#list();
      }
      if (stops !== this.#stops) return undefined;
    }
    if (wish.microphone) await this.#openOne('microphone');
    if (wish.camera) await this.#openOne('camera');
    await this.#list();
  }

  /** After a pause: what the person had switched on before, and nothing else; who was muted stays it. */
  async startAgain(): Promise<void> {
    const { microphone } = this.allowed;
    const camera = this.allowed.camera && !this.#unwanted.has('camera');
    if (camera || microphone) await this.#start({ camera, microphone });
    if (this.#unwanted.has('camera') && this.#camera.peek().kind === 'untried') this.#camera.value = { kind: 'off' };
  }

  /**
   * Another device; the old one is let go first, because some drivers give a camera only once. It says
   * nothing about what is sent: what is off or muted stays so, and the next time this one is opened.
   */
  async choose(kind: Kind, deviceId: string): Promise<void> {
    this.#replaced.value = null;
    this.#chosen.value = { ...this.#chosen.peek(), [kind]: deviceId };
    if (this.#signalOf(kind).peek().kind === 'off') return;
    await this.#openOne(kind, { exact: deviceId });
    const now = this.#signalOf(kind).peek();
    // Unplugged while the list was open.
    if (now.kind === 'trouble' && now.trouble === 'absent') await this.#lost(kind);
  }

  /** What is plugged in now: some browsers say so only when they are asked. */
  look(): Promise<void> {
    return this.supported ? this.#list() : Promise.resolve();
  }

  chooseSpeaker(deviceId: string): void {
    this.#speaker.value = deviceId;
  }

  /** The camera's light goes out when it is off; the microphone stays open and says nothing. */
  async turn(kind: Kind, on: boolean): Promise<void> {
    const input = this.#signalOf(kind).peek();
    this.#replaced.value = null;
    this.#missing.delete(kind);
    if (on) this.#unwanted.delete(kind);
    else this.#unwanted.add(kind);
    if (kind === 'microphone' && input.kind === 'on' && !input.silent) {
      input.track.enabled = on;
      this.#microphone.value = { ...input, muted: !on };
    } else if (on) {
      await this.#openOne(kind);
      await this.#list();
    } else {
      this.#release(kind);
      this.#signalOf(kind).value = { kind: 'off' };
    }
  }

  /** Until nothing is being opened, or the patience is over: a question to the reader may stay open. */
  async settled(patienceMs: number): Promise<void> {
    let opening;
    const patience = new Promise((resolve) => setTimeout(resolve, patienceMs, 'over'));
    do {
      opening = this.#opening;
      if ((await Promise.race([opening, patience])) === 'over') return;
    } while (opening !== this.#opening);
  }

  /** Lets go of everything. The only place where the tracks of a page end. Looks without following: an effect may call it. */
  stop(): void {
    this.#stops += 1;
    this.#missing.clear();
    for (const kind of ['camera', 'microphone'] as const) {
      this.#release(kind);
      if (this.#signalOf(kind).peek().kind !== 'trouble') this.#signalOf(kind).value = { kind: 'untried' };
    }
  }

  #asked(kind: Kind, device?: ConstrainDOMString): MediaTrackConstraints {
    const chosen = this.#chosen.peek()[kind];
    const deviceId = device ?? (chosen === undefined ? undefined : { ideal: chosen });
    return { ...(kind === 'camera' ? PICTURE : SOUND), ...(deviceId === undefined ? {} : { deviceId }) };
  }

  async #openOne(kind: Kind, device?: ConstrainDOMString): Promise<void> {
    const constraints = this.#asked(kind, device);
    this.#release(kind);
    this.#signalOf(kind).value = { kind: 'asking' };
    const stops = this.#stops;
    const got = await this.#open(kind === 'camera' ? { video: constraints } : { audio: constraints });
    if (typeof got !== 'string') this.#take(kind, got.getTracks()[0], stops);
    else if (stops === this.#stops) this.#signalOf(kind).value = { kind: 'trouble', trouble: got };
  }

  #open(constraints: MediaStreamConstraints): Promise<MediaStream | DeviceTrouble> {
    const opening = open(constraints);
    this.#opening = opening;
    return opening;
  }

  #take(kind: Kind, track: MediaStreamTrack | undefined, stops: number): void {
    if (stops !== this.#stops) {
      if (track) this.allowed[kind] = true;
      track?.stop();
      return;
    }
    if (!track) {
      this.#signalOf(kind).value = { kind: 'trouble', trouble: 'failed' };
      return;
    }
    this.allowed[kind] = true;
    track.contentHint = kind === 'camera' ? 'motion' : 'speech';
    track.addEventListener('ended', () => trackOf(this.#signalOf(kind).peek()) === track && void this.#lost(kind));
    for (const type of ['mute', 'unmute'] as const) track.addEventListener(type, () => this.#silence(kind, track, type === 'mute'));
    const muted = kind === 'microphone' && this.#unwanted.has(kind);
    track.enabled = !muted;
    this.#missing.delete(kind);
    this.#signalOf(kind).value = { kind: 'on', track, muted };
  }

  /** The device, the system or the browser lets nothing out for now. */
  #silence(kind: Kind, track: MediaStreamTrack, silent: boolean): void {
    const input = this.#signalOf(kind).peek();
    if (input.kind === 'on' && input.track === track) this.#signalOf(kind).value = { ...input, silent };
  }

  /** Unplugged, or no longer allowed: another one takes over, now or when it is plugged in, muted as the old one was. */
  async #lost(kind: Kind): Promise<void> {
    this.#missing.add(kind);
    this.#signalOf(kind).value = { kind: 'trouble', trouble: 'absent' };
    await this.#devicesChanged();
  }

  async #devicesChanged(): Promise<void> {
    await this.#list();
    const { cameras, microphones } = this.#devices.peek();
    for (const kind of this.#missing) if ((kind === 'camera' ? cameras : microphones).length > 0) await this.#replace(kind);
  }

  async #replace(kind: Kind): Promise<void> {
    this.#missing.delete(kind);
    await this.#openOne(kind);
    const now = this.#signalOf(kind).peek();
    if (now.kind === 'on') this.#replaced.value = { kind, label: now.track.label };
  }

  #release(kind: Kind): void {
    trackOf(this.#signalOf(kind).peek())?.stop();
  }

  #signalOf(kind: Kind) {
    return kind === 'camera' ? this.#camera : this.#microphone;
  }

  /** Only what is there now; a loudspeaker that is gone gives way to the usual one. */
  async #list(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const of = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind && device.deviceId);
    this.#devices.value = { cameras: of('videoinput'), microphones: of('audioinput'), speakers: of('audiooutput') };
    if (!this.#devices.value.speakers.some(({ deviceId }) => deviceId === this.#speaker.value)) this.#speaker.value = undefined;
  }
}

/** What a check found, in the words of the contract. */
export function resultOf(input: Input): CheckResult {
  if (input.kind === 'on') return 'fine';
  if (input.kind !== 'trouble') return 'unknown';
  return input.trouble === 'denied' ? 'denied' : 'absent';
}

/** What the others get of it; nothing while it is being opened. */
export function sendsOf(input: Input): Sends | undefined {
  if (input.kind === 'asking') return undefined;
  if (input.kind === 'trouble') return 'lost';
  if (input.kind !== 'on' || input.muted) return 'off';
  return input.silent ? 'lost' : 'on';
}

function trackOf(input: Input): MediaStreamTrack | undefined {
  return input.kind === 'on' ? input.track : undefined;
}

async function open(constraints: MediaStreamConstraints): Promise<MediaStream | DeviceTrouble> {
  if (!navigator.mediaDevices?.getUserMedia) return 'unsupported';
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (reason) {
    return troubleOf(reason);
  }
}

/** The names are those of the Media Capture specification. */
export function troubleOf(reason: unknown): DeviceTrouble {
  switch (reason instanceof Error || reason instanceof DOMException ? reason.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'absent';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    default:
      return 'failed';
  }
}
