/** An RTCPeerConnection without a network: the states of JSEP that negotiation depends on. */

let sessions = 0;

class FakeTransceiver {
  mid: string | null = null;
  direction = 'sendrecv';
  readonly receiver: { track: { kind: string } };
  readonly sender = { track: null as unknown, replaceTrack: async (track: unknown) => void (this.sender.track = track) };
  constructor(kind: string) {
    this.receiver = { track: { kind } };
  }
  stop(): void {
    this.direction = 'stopped';
  }
}

export class FakePeer {
  static all: FakePeer[] = [];
  signalingState = 'stable';
  connectionState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  candidates: unknown[] = [];
  restarts = 0;
  closed = false;
  onnegotiationneeded?: () => void;
  onconnectionstatechange?: () => void;
  readonly #session = (sessions += 1);
  readonly #transceivers: FakeTransceiver[] = [];

  constructor(public configuration: RTCConfiguration) {
    FakePeer.all.push(this);
  }

  addTransceiver(trackOrKind: { kind: string } | string): void {
    this.#transceivers.push(new FakeTransceiver(typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind));
    if (this.#transceivers.length === 1) queueMicrotask(() => this.onnegotiationneeded?.());
  }

  getTransceivers = () => this.#transceivers;
  getConfiguration = () => this.configuration;
  setConfiguration = (configuration: RTCConfiguration) => void (this.configuration = configuration);
  getStats = async () => new Map<string, unknown>();

  async setLocalDescription(): Promise<void> {
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable';
    this.localDescription = { type, sdp: `o=- ${this.#session} 1 IN IP4 0.0.0.0` };
    for (const [index, transceiver] of this.#transceivers.entries()) transceiver.mid ??= String(index);
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('InvalidState');
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    if (description.type === 'offer' && !this.#transceivers.some(({ mid }) => mid !== null)) {
      for (const kind of ['audio', 'video']) {
        const made = new FakeTransceiver(kind);
        made.mid = kind;
        made.direction = 'recvonly';
        this.#transceivers.push(made);
      }
    }
  }

  async addIceCandidate(candidate: unknown): Promise<void> {
    this.candidates.push(candidate);
  }

  restartIce(): void {
    this.restarts += 1;
    this.onnegotiationneeded?.();
  }

  become(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  close(): void {
    this.closed = true;
  }
}
