/**
 * One RTCPeerConnection to one other seat: perfect negotiation (W3C WebRTC, section 10.7), candidates
 * that wait for their description, an ICE restart when the path breaks. No DOM, no decision about the visit.
 *
 * All steps run one after the other, so "somebody offers while we do" is simply: not stable.
 */
import { figuresOf, NO_FIGURES, type Figures } from './figures';
import type { MediaState, SeatName } from './wire';

/** The polite side answers; if no offer comes for so long, it makes one itself. */
const OFFER_PATIENCE_MS = 1_500;
/** A short gap heals by itself. */
const BROKEN_AFTER_MS = 4_000;
/** The polite side leaves the first try to the other one. */
const POLITE_DELAY_MS = 3_000;
const AGAIN_MS = 10_000;
const LOOK_MS = 1_000;

export interface PeerWiring {
  /** False when it could not be sent: `resume` is called when the way is open again. */
  describe(description: RTCSessionDescriptionInit): boolean;
  propose(candidate: RTCIceCandidateInit): void;
  /** Servers with credentials that are good now. */
  ice(fresh: boolean): Promise<RTCConfiguration>;
  changed(): void;
}

export type Slot = 'audio' | 'video';

export class PeerLink {
  readonly stream = new MediaStream();
  state: MediaState = 'new';
  figures: Figures = NO_FIGURES;
  /** Whether pictures arrive: a camera that was turned off leaves a frozen last one. */
  picture = false;
  readonly #tracks: Partial<Record<Slot, MediaStreamTrack | null>>;
  #connection: RTCPeerConnection | undefined;
  #steps: Promise<void> = Promise.resolve();
  #early: RTCIceCandidateInit[] = [];
  #ignoring = false;
  #unsent = false;
  #closed = false;
  #offerTimer: ReturnType<typeof setTimeout> | undefined;
  #repairTimer: ReturnType<typeof setTimeout> | undefined;
  #lookTimer: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly seat: SeatName,
    readonly conn: string,
    private readonly polite: boolean,
    private readonly wiring: PeerWiring,
    tracks: Partial<Record<Slot, MediaStreamTrack | null>>,
    first?: RTCSessionDescriptionInit,
  ) {
    this.#tracks = { ...tracks };
    this.#step(() => this.#start(first !== undefined));
    if (first) this.describe(first);
  }

  /** A description of the other side. Returns false if it comes from a new connection over there. */
  describe(description: RTCSessionDescriptionInit): boolean {
    const before = this.#connection?.remoteDescription;
    if (description.type === 'offer' && before && originOf(before) !== originOf(description)) return false;
    clearTimeout(this.#offerTimer);
    this.#step((connection) => this.#take(connection, description));
    return true;
  }

  candidate(candidate: RTCIceCandidateInit): void {
    this.#step(async (connection) => {
      if (!connection.remoteDescription) this.#early.push(candidate);
      // A candidate of an offer we ignored, or of an earlier negotiation, is honest and useless.
      else await connection.addIceCandidate(candidate).catch(() => undefined);
    });
  }

  /** Another device, mute, audio only: no new negotiation. */
  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks[slot] = track;
    this.#step(async (connection) => {
      await transceiverOf(connection, slot)?.sender.replaceTrack(track);
    });
  }

  /** The way to the other side is open again after a loss. */
  resume(): void {
    this.#step(async (connection) => {
      if (this.#unsent && connection.localDescription) {
        this.#unsent = !this.wiring.describe(connection.localDescription);
      } else if (this.state === 'failed' || this.state === 'disconnected') await this.#repair(connection);
    });
  }

  /** By request of the person who waits for a picture. */
  repair(): void {
    this.#step((connection) => this.#repair(connection));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#offerTimer);
    clearTimeout(this.#repairTimer);
    clearInterval(this.#lookTimer);
    this.#connection?.close();
    this.state = 'closed';
  }

  #step(todo: (connection: RTCPeerConnection) => Promise<void>): void {
    this.#steps = this.#steps.then(async () => {
      if (this.#closed) return;
      try {
        await todo(this.#connection as RTCPeerConnection);
      } catch (reason) {
        // A stale answer, or a connection closed meanwhile: the next offer or restart mends it.
        console.warn('negotiation step failed', reason);
      }
    });
  }

  async #start(offered: boolean): Promise<void> {
    const configuration = await this.wiring.ice(false);
    if (this.#closed) return;
    const connection = new RTCPeerConnection({ ...configuration, bundlePolicy: 'max-bundle' });
    this.#connection = connection;
    connection.ontrack = ({ track }) => this.#arrived(track);
    connection.onicecandidate = ({ candidate }) => candidate && this.wiring.propose(candidate.toJSON());
    connection.onnegotiationneeded = () => this.#step((open) => this.#offer(open));
    connection.onconnectionstatechange = () => this.#stateChanged(connection);
    this.#lookTimer = setInterval(() => void this.#look(connection), LOOK_MS);
    if (offered) return;
    if (this.polite) this.#offerTimer = setTimeout(() => this.#step(async (open) => this.#prepare(open)), OFFER_PATIENCE_MS);
    else this.#prepare(connection);
  }

  /** Both m-lines exist from the start, in one order, so that later changes need no negotiation. */
  #prepare(connection: RTCPeerConnection): void {
    if (connection.getTransceivers().length) return;
    for (const slot of ['audio', 'video'] as const) {
      connection.addTransceiver(this.#tracks[slot] ?? slot, { direction: 'sendrecv' });
    }
  }

  async #offer(connection: RTCPeerConnection): Promise<void> {
    if (connection.signalingState !== 'stable') return;
    await connection.setLocalDescription();
    this.#describeLocal(connection);
  }

  async #take(connection: RTCPeerConnection, description: RTCSessionDescriptionInit): Promise<void> {
    const collision = description.type === 'offer' && connection.signalingState !== 'stable';
    this.#ignoring = collision && !this.polite;
    if (this.#ignoring) return;
    await connection.setRemoteDescription(description);
    for (const candidate of this.#early.splice(0)) await connection.addIceCandidate(candidate).catch(() => undefined);
    if (description.type !== 'offer') return;
    // What was prepared for an offer of our own that gave way has no m-line and would ask for one.
    for (const transceiver of connection.getTransceivers()) if (transceiver.mid === null) transceiver.stop();
    for (const slot of ['audio', 'video'] as const) await this.#adopt(connection, slot);
    await connection.setLocalDescription();
    this.#describeLocal(connection);
  }

  async #adopt(connection: RTCPeerConnection, slot: Slot): Promise<void> {
    const transceiver = transceiverOf(connection, slot);
    if (!transceiver) return;
    transceiver.direction = 'sendrecv';
    await transceiver.sender.replaceTrack(this.#tracks[slot] ?? null);
  }

  #describeLocal(connection: RTCPeerConnection): void {
    if (connection.localDescription) this.#unsent = !this.wiring.describe(connection.localDescription);
  }

  #arrived(track: MediaStreamTrack): void {
    for (const older of this.stream.getTracks()) if (older.kind === track.kind) this.stream.removeTrack(older);
    this.stream.addTrack(track);
    if (track.kind === 'video') track.onunmute = () => this.#showPicture(true);
    this.wiring.changed();
  }

  #showPicture(picture: boolean): void {
    if (this.picture === picture) return;
    this.picture = picture;
    this.wiring.changed();
  }

  #stateChanged(connection: RTCPeerConnection): void {
    this.state = connection.connectionState;
    clearTimeout(this.#repairTimer);
    const broken = { failed: 0, disconnected: BROKEN_AFTER_MS }[this.state as string];
    if (broken !== undefined) this.#repairIn(broken + (this.polite ? POLITE_DELAY_MS : 0));
    this.wiring.changed();
  }

  #repairIn(milliseconds: number): void {
    this.#repairTimer = setTimeout(() => {
      this.#step((connection) => this.#repair(connection));
      this.#repairIn(AGAIN_MS);
    }, milliseconds);
  }

  /** Fresh credentials first: with expired ones a restart gathers no relayed candidate. */
  async #repair(connection: RTCPeerConnection): Promise<void> {
    connection.setConfiguration({ ...connection.getConfiguration(), ...(await this.wiring.ice(true)) });
    if (connection.signalingState === 'have-local-offer') this.#describeLocal(connection);
    else connection.restartIce();
  }

  async #look(connection: RTCPeerConnection): Promise<void> {
    const next = figuresOf(await connection.getStats(), this.figures);
    if (this.#closed) return;
    this.#showPicture(next.framesArrived > this.figures.framesArrived);
    this.figures = next;
    this.wiring.changed();
  }
}

function transceiverOf(connection: RTCPeerConnection, slot: Slot): RTCRtpTransceiver | undefined {
  return connection.getTransceivers().find(
    ({ receiver, direction }) => receiver.track.kind === slot && direction !== 'stopped',
  );
}

/** The session id of the `o=` line: a new one means a new RTCPeerConnection at the other end. */
export function originOf({ sdp }: RTCSessionDescriptionInit): string {
  return /^o=\S+ (\S+)/m.exec(sdp ?? '')?.[1] ?? '';
}
