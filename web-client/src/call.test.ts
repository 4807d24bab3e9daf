import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Call } from './call';
import { OwnMedia } from './media';
import type { Peer } from './protocol.gen';
import { FakePeer } from './testing/fake-peer';
import { NOW } from './testing/examples';
import type { Relay, RelayFrom } from './wire';

const sent: Relay[] = [];
let open = true;
let minted = 0;
let call: Call;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOW) });
  vi.stubGlobal('RTCPeerConnection', FakePeer);
  FakePeer.all = [];
  sent.length = 0;
  open = true;
  minted = 0;
  call = new Call('v1', 3, new OwnMedia(), {
    send: (relay) => open && sent.push(relay) > 0,
    ice: async () => {
      minted += 1;
      const expires_at = new Date(Date.now() + 300_000).toISOString();
      return { type: 'ice-servers', op: 'x', ice_servers: [{ urls: ['turn:t'], username: `u${minted}`, credential: 'c' }], expires_at };
    },
  });
});

afterEach(() => {
  call.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const clerk = (more: Partial<Peer> = {}): Peer => ({ seat: 'clerk', role: 'clerk', conn: 'c1', ...more });
const settle = () => vi.advanceTimersByTimeAsync(1);
const pc = () => FakePeer.all.at(-1) as FakePeer;
const descriptions = () => sent.filter(({ type }) => type === 'description').map((relay) => ('description' in relay ? (relay.description as RTCSessionDescriptionInit).type : ''));
const from = (description: RTCSessionDescriptionInit, number = 3): RelayFrom =>
  ({ type: 'description', visit: 'v1', call: number, from: 'clerk', description }) as RelayFrom;
const offer = (session: string): RTCSessionDescriptionInit => ({ type: 'offer', sdp: `o=- ${session} 1 IN IP4 0.0.0.0` });
const answer = (session: string): RTCSessionDescriptionInit => ({ type: 'answer', sdp: `o=- ${session} 1 IN IP4 0.0.0.0` });

describe('a call', () => {
  test('the impolite side offers, with servers that were minted for it', async () => {
    call.update([clerk()]);
    await settle();
    expect(descriptions()).toEqual(['offer']);
    expect(pc().configuration.iceServers).toEqual([{ urls: ['turn:t'], username: 'u1', credential: 'c' }]);
  });

  test('what this side sends is said as soon as it changes, and what the other says is shown', async () => {
    const media = new OwnMedia({ microphone: { kind: 'trouble', trouble: 'absent' } });
    const own = new Call('v1', 3, media, { send: (relay) => sent.push(relay) > 0, ice: () => Promise.reject(new Error()) });
    own.update([clerk()]);
    await vi.advanceTimersByTimeAsync(5_000);
    pc().connectionState = 'connected';
    pc().onconnectionstatechange?.();
    expect(sent.at(-1)).toMatchObject({ type: 'media', microphone: 'lost', camera: 'off' });
    own.receive({ type: 'media', visit: 'v1', call: 3, from: 'clerk', state: 'connected', microphone: 'lost' });
    expect(own.remotes.value[0]).toMatchObject({ microphone: 'lost', camera: undefined });
    own.close();
  });

  test('the polite side answers, and offers itself when nothing comes', async () => {
    call.update([clerk({ polite: true })]);
    await settle();
    expect(descriptions()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_600);
    expect(descriptions()).toEqual(['offer']);
  });

  test('when both offer, the impolite side goes on and the polite one gives way', async () => {
    call.update([clerk()]);
    await settle();
    call.receive(from(offer('77')));
    await settle();
    expect(descriptions()).toEqual(['offer']);

    call.update([clerk({ conn: 'c2', polite: true })]);
    await vi.advanceTimersByTimeAsync(1_600);
    call.receive(from(offer('78')));
    await settle();
    expect(descriptions()).toEqual(['offer', 'offer', 'answer']);
  });

  test('the answering side sends on the lines that were offered', async () => {
    call.update([clerk({ polite: true })]);
    call.receive(from(offer('77')));
    await settle();
    expect(descriptions()).toEqual(['answer']);
    expect(pc().getTransceivers().map(({ direction }) => direction)).toEqual(['sendrecv', 'sendrecv']);
  });

  test('letters that come before the peer wait for it; those of an older call are dropped', async () => {
    call.receive(from(offer('76'), 2));
    call.receive(from(offer('77')));
    call.receive({ type: 'candidate', visit: 'v1', call: 3, from: 'clerk', candidate: { candidate: 'a' } });
    call.update([clerk({ polite: true })]);
    await settle();
    expect(pc().remoteDescription?.sdp).toContain('77');
    expect(pc().candidates).toEqual([{ candidate: 'a' }]);
  });

  test('candidates wait for their description', async () => {
    call.update([clerk()]);
    call.receive({ type: 'candidate', visit: 'v1', call: 3, from: 'clerk', candidate: { candidate: 'a' } });
    await settle();
    expect(pc().candidates).toEqual([]);
    call.receive(from(answer('77')));
    await settle();
    expect(pc().candidates).toEqual([{ candidate: 'a' }]);
  });

  test('a peer whose page is new gets a new connection, told by the server or by its offer', async () => {
    call.update([clerk()]);
    await settle();
    call.update([clerk({ conn: 'c2' })]);
    await settle();
    expect(FakePeer.all.map(({ closed }) => closed)).toEqual([true, false]);
    call.receive(from(answer('80')));
    await settle();
    call.receive(from(offer('81')));
    await settle();
    expect(FakePeer.all.map(({ closed }) => closed)).toEqual([true, true, false]);
    expect(descriptions()).toEqual(['offer', 'offer', 'answer']);
  });

  test('the same peers again change nothing', async () => {
    call.update([clerk()]);
    call.update([clerk()]);
    await settle();
    expect(FakePeer.all.length).toBe(1);
  });

  test('a path that fails is restarted with fresh credentials', async () => {
    call.update([clerk()]);
    await settle();
    call.receive(from(answer('77')));
    await settle();
    pc().become('connected');
    pc().become('failed');
    await settle();
    expect(pc().restarts).toBe(1);
    expect(pc().configuration.iceServers?.[0]).toMatchObject({ username: 'u2' });
    expect(sent.filter(({ type }) => type === 'media').map((relay) => ('state' in relay ? relay.state : ''))).toEqual(['connected', 'failed']);
  });

  test('a short gap is left to heal', async () => {
    call.update([clerk()]);
    await settle();
    call.receive(from(answer('77')));
    pc().become('disconnected');
    await vi.advanceTimersByTimeAsync(2_000);
    pc().become('connected');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(pc().restarts).toBe(0);
  });

  test('an offer that nobody could hear is said again when the way is open', async () => {
    open = false;
    call.update([clerk()]);
    await settle();
    expect(descriptions()).toEqual([]);
    open = true;
    call.resume();
    await settle();
    expect(descriptions()).toEqual(['offer']);
  });

  test('a peer who is not here yet is shown as such and gets no connection', async () => {
    call.update([clerk({ conn: null, name: 'Alex' })]);
    await settle();
    expect(FakePeer.all.length).toBe(0);
    expect(call.remotes.value[0]).toMatchObject({ name: 'Alex', here: false });
  });

  test('a peer who lost the socket keeps the media, and is offered a repair only if it broke', async () => {
    call.update([clerk()]);
    await settle();
    call.receive(from(answer('77')));
    await settle();
    pc().become('connected');
    call.update([clerk({ conn: null })]);
    expect(call.remotes.value[0]).toMatchObject({ here: true, state: 'connected' });
    call.update([clerk()]);
    await settle();
    expect(FakePeer.all.map(({ closed, restarts }) => [closed, restarts])).toEqual([[false, 0]]);

    call.update([clerk({ conn: null })]);
    pc().become('disconnected');
    expect(call.remotes.value[0]).toMatchObject({ here: false });
    call.update([clerk()]);
    await settle();
    expect(FakePeer.all.map(({ closed, restarts }) => [closed, restarts])).toEqual([[false, 1]]);
  });

  test('a seat that is given up closes its connection', async () => {
    call.update([clerk(), { seat: 'interpreter', role: 'interpreter', conn: 'i1' }]);
    await settle();
    call.update([clerk()]);
    expect(FakePeer.all.map(({ closed }) => closed)).toEqual([false, true]);
  });

  test('closing it closes every connection and says nothing more', async () => {
    call.update([clerk(), { seat: 'interpreter', role: 'interpreter', conn: 'i1' }]);
    await settle();
    call.close();
    expect(FakePeer.all.every(({ closed }) => closed)).toBe(true);
    const before = sent.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sent.length).toBe(before);
  });
});
