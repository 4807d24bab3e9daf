/**
 * The media side of one call of one visit: a small mesh of up to four seats. It follows the peers the
 * server names, and knows no stage and no view. `close` ends it; the own tracks belong to `OwnMedia`.
 */
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { serverNow } from './clock';
import { isPoor, reported } from './figures';
import { sendsOf, type OwnMedia } from './media';
import { PeerLink } from './peer';
import type { MediaFrom, Peer } from './protocol.gen';
import type { IceServers, MediaState, Relay, RelayFrom, SeatName, Sends } from './wire';

const REPORT_MS = 10_000;
const ICE_PATIENCE_MS = 4_000;
/** Credentials that end so soon are not worth gathering with. */
const ICE_MARGIN_MS = 30_000;
const POOR_LOOKS = 3;

export interface CallWiring {
  send(relay: Relay): boolean;
  ice(): Promise<IceServers>;
}

/** Another seat as a view shows it. */
export interface Remote {
  seat: SeatName;
  role: string;
  name: string | undefined;
  /** Whether a page is there at all, by its socket or by its media; without one we wait for it. */
  here: boolean;
  stream: MediaStream;
  state: MediaState;
  picture: boolean;
  /** What the other side says of its devices, as far as it says it. */
  microphone: Sends | undefined;
  camera: Sends | undefined;
}

type Devices = Pick<Remote, 'microphone' | 'camera'>;

export class Call {
  readonly #remotes = signal<readonly Remote[]>([]);
  readonly #state = signal<MediaState>('new');
  readonly #poor = signal(false);
  readonly #audioOnly = signal(false);
  readonly remotes: ReadonlySignal<readonly Remote[]> = this.#remotes;
  /** The best of all paths: what the server hears and the view says. */
  readonly state: ReadonlySignal<MediaState> = this.#state;
  readonly poor: ReadonlySignal<boolean> = this.#poor;
  readonly audioOnly: ReadonlySignal<boolean> = this.#audioOnly;
  readonly #links = new Map<SeatName, PeerLink>();
  readonly #early = new Map<SeatName, RelayFrom[]>();
  readonly #said = new Map<SeatName, Devices>();
  readonly #nothing = new MediaStream();
  readonly #report: ReturnType<typeof setInterval>;
  readonly #followMedia: () => void;
  readonly #followDevices: () => void;
  #peers: readonly Peer[] = [];
  #servers: IceServers | undefined;
  #poorLooks = 0;

  constructor(
    readonly visit: string,
    readonly call: number,
    private readonly media: OwnMedia,
    private readonly wiring: CallWiring,
  ) {
    this.#report = setInterval(() => this.#tell(), REPORT_MS);
    this.#followMedia = effect(() => {
      const audio = media.microphoneTrack.value ?? null;
      const video = this.#audioOnly.value ? null : (media.cameraTrack.value ?? null);
      for (const link of this.#links.values()) {
        link.setTrack('audio', audio);
        link.setTrack('video', video);
      }
    });
    const devices = computed(() => `${sendsOf(media.microphone.value)} ${sendsOf(media.camera.value)}`);
    this.#followDevices = effect(() => {
      void devices.value;
      untracked(() => this.#tell());
    });
  }

  /**
   * Who is in the call now. A peer with another `conn` is a new page and gets a new connection; one
   * without has lost its socket and nothing else: the media goes on as long as it flows.
   */
  update(peers: readonly Peer[]): void {
    const before = this.#peers;
    this.#peers = peers;
    for (const [seat, link] of this.#links) {
      const peer = peers.find((one) => one.seat === seat);
      if (peer && (peer.conn ?? link.conn) === link.conn) {
        const wasAway = before.some((one) => one.seat === seat && !one.conn);
        if (wasAway && peer.conn) link.resume();
        continue;
      }
      link.close();
      this.#links.delete(seat);
      this.#said.delete(seat);
    }
    for (const peer of peers) if (peer.conn && !this.#links.has(peer.seat)) this.#connect(peer);
    this.#show();
  }

  /** A letter of another seat; one of an older call is dropped. */
  receive(message: RelayFrom): void {
    if (message.visit !== this.visit || message.call !== this.call) return;
    if (message.type === 'media') return this.#hear(message);
    const link = this.#links.get(message.from);
    if (!link) this.#keepForLater(message);
    else if (message.type === 'candidate') link.candidate(message.candidate as RTCIceCandidateInit);
    else if (!link.describe(message.description as RTCSessionDescriptionInit)) this.#rebuild(link, message.description);
  }

  /** The socket is open again. */
  resume(): void {
    for (const link of this.#links.values()) link.resume();
    this.#tell();
  }

  /** "Try again", by the person. */
  repair(): void {
    for (const link of this.#links.values()) link.repair();
  }

  setAudioOnly(on: boolean): void {
    this.#audioOnly.value = on;
  }

  close(): void {
    clearInterval(this.#report);
    this.#followMedia();
    this.#followDevices();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    this.#remotes.value = [];
    this.#state.value = 'closed';
  }

  #hear({ from, microphone, camera }: MediaFrom): void {
    this.#said.set(from, { microphone: microphone ?? undefined, camera: camera ?? undefined });
    this.#show();
  }

  #connect(peer: Peer, first?: RTCSessionDescriptionInit): void {
    const { seat } = peer;
    const address = { visit: this.visit, call: this.call, to: seat };
    const link = new PeerLink(
      seat,
      peer.conn ?? '',
      peer.polite ?? false,
      {
        describe: (description) => this.wiring.send({ type: 'description', ...address, description }),
        propose: (candidate) => void this.wiring.send({ type: 'candidate', ...address, candidate }),
        ice: (fresh) => this.#ice(fresh),
        changed: () => this.#show(),
      },
      {
        audio: this.media.microphoneTrack.peek() ?? null,
        video: this.#audioOnly.peek() ? null : (this.media.cameraTrack.peek() ?? null),
      },
      first,
    );
    this.#links.set(seat, link);
    for (const message of this.#early.get(seat)?.splice(0) ?? []) this.receive(message);
  }

  #rebuild(link: PeerLink, description: unknown): void {
    link.close();
    const peer = this.#peers.find(({ seat }) => seat === link.seat);
    if (peer) this.#connect(peer, description as RTCSessionDescriptionInit);
    this.#show();
  }

  #keepForLater(message: RelayFrom): void {
    const kept = this.#early.get(message.from) ?? [];
    this.#early.set(message.from, [...kept, message].slice(-60));
  }

  /** Without servers the call goes on with what the local network has: better than no call. */
  async #ice(fresh: boolean): Promise<RTCConfiguration> {
    const usable = this.#servers && Date.parse(this.#servers.expires_at) - serverNow() > ICE_MARGIN_MS;
    if (fresh || !usable) {
      const patience = new Promise<undefined>((resolve) => setTimeout(resolve, ICE_PATIENCE_MS, undefined));
      this.#servers = (await Promise.race([this.wiring.ice().catch(() => undefined), patience])) ?? this.#servers;
    }
    const iceServers = (this.#servers?.ice_servers ?? []).map(({ urls, username, credential }) => ({
      urls,
      ...(username ? { username } : {}),
      ...(credential ? { credential } : {}),
    }));
    return { iceServers, iceTransportPolicy: this.#servers?.relay_only ? 'relay' : 'all' };
  }

  #show(): void {
    this.#remotes.value = this.#peers.map((peer) => {
      const link = this.#links.get(peer.seat);
      return {
        seat: peer.seat,
        role: peer.role,
        name: peer.name ?? undefined,
        here: Boolean(peer.conn) || link?.state === 'connected',
        stream: link?.stream ?? this.#nothing,
        state: link?.state ?? 'new',
        picture: link?.picture ?? false,
        microphone: this.#said.get(peer.seat)?.microphone,
        camera: this.#said.get(peer.seat)?.camera,
      };
    });
    this.#judge();
    const best = bestOf([...this.#links.values()].map(({ state }) => state));
    if (best === this.#state.value) return;
    this.#state.value = best;
    this.#tell();
  }

  #judge(): void {
    const poor = [...this.#links.values()].some(({ figures, state }) => state === 'connected' && isPoor(figures));
    this.#poorLooks = poor ? Math.min(POOR_LOOKS, this.#poorLooks + 1) : Math.max(0, this.#poorLooks - 1);
    if (this.#poorLooks === POOR_LOOKS) this.#poor.value = true;
    if (this.#poorLooks === 0) this.#poor.value = false;
  }

  #tell(): void {
    const state = this.#state.peek();
    if (state === 'new' || state === 'closed') return;
    const link = [...this.#links.values()].find((one) => one.state === state);
    const microphone = sendsOf(this.media.microphone.peek());
    const camera = this.#audioOnly.peek() ? 'off' : sendsOf(this.media.camera.peek());
    this.wiring.send({
      type: 'media',
      visit: this.visit,
      call: this.call,
      state,
      ...(link && state === 'connected' ? { stats: reported(link.figures) } : {}),
      ...(microphone ? { microphone } : {}),
      ...(camera ? { camera } : {}),
    });
  }
}

const ORDER: readonly MediaState[] = ['connected', 'disconnected', 'connecting', 'failed', 'new', 'closed'];

/** What the whole call is, when its paths differ. */
export function bestOf(states: readonly MediaState[]): MediaState {
  return ORDER.find((state) => states.includes(state)) ?? 'new';
}
