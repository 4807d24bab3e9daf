import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { delayBefore, staysAway } from './backoff';
import { Problem } from './problem';
import type { ServerMessage } from './protocol.gen';
import { Wire } from './socket';
import { NOW } from './testing/examples';

/** The other end of a socket, in the test's hands. */
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
  readyState = 0;
  said: { type: string; op?: string }[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: ((event: { code: number }) => void) | undefined;
  constructor(
    readonly address: URL,
    readonly protocol: string,
  ) {
    FakeSocket.all.push(this);
  }
  send(frame: string) {
    this.said.push(JSON.parse(frame));
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(message: Partial<ServerMessage>) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  welcome(opened?: number) {
    this.open();
    const more = opened === undefined ? {} : { opened };
    this.say({ type: 'welcome', as: 'citizen', protocol: 1, epoch: 'e', heartbeat_s: 10, server_time: NOW, snapshot: { for: 'citizen', visits: [] }, ...more });
  }
  drop(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
  get isOpen() {
    return this.readyState === 1;
  }
}

let wire: Wire;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
  wire = new Wire('citizen', 'v1', () => 0.5);
});

afterEach(() => {
  wire.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ops = (socket: FakeSocket) => socket.said.flatMap(({ op }) => op ?? []);

describe('the socket', () => {
  test('says when it comes back when it was opened, and is opened anew by whoever presses', () => {
    const opened = () => FakeSocket.last.said[0];
    FakeSocket.last.welcome(17);
    expect(opened()).not.toHaveProperty('opened');
    FakeSocket.last.drop(1006);
    vi.advanceTimersByTime(1000);
    // A node of the version before does not say it: what is known stays.
    FakeSocket.last.welcome();
    expect(opened()).toHaveProperty('opened', 17);
    wire.refresh();
    FakeSocket.last.open();
    expect(opened()).toHaveProperty('opened', 17);
    FakeSocket.last.drop(4505);
    expect(wire.state.value).toEqual({ kind: 'stopped', code: 4505 });
    wire.takeOver();
    FakeSocket.last.welcome(18);
    expect(opened()).not.toHaveProperty('opened');
  });

  test('says hello first, with its subprotocol, and no command before the welcome', async () => {
    wire.command({ type: 'leave', visit: 'v1' }).catch(() => undefined);
    expect(FakeSocket.last.protocol).toBe('vorsprache.v1');
    FakeSocket.last.open();
    expect(FakeSocket.last.said.map(({ type }) => type)).toEqual(['hello']);
    FakeSocket.last.welcome();
    await Promise.resolve();
    expect(FakeSocket.last.said.at(-1)?.type).toBe('leave');
  });

  test('repeats an unanswered command with the same op, and an answered one never', async () => {
    FakeSocket.last.welcome();
    const answered = wire.command({ type: 'say', visit: 'v1', text: 'a' }, 'one');
    const open = wire.command({ type: 'say', visit: 'v1', text: 'b' }, 'two');
    FakeSocket.last.say({ type: 'done', op: 'one' });
    await answered;
    FakeSocket.last.drop(1006);
    vi.advanceTimersByTime(300);
    FakeSocket.last.welcome();
    await Promise.resolve();
    expect(ops(FakeSocket.last)).toEqual(['two']);
    FakeSocket.last.say({ type: 'done', op: 'two', version: 3 });
    expect((await open).version).toBe(3);
  });

  test('what may have happened is asked again with the same op, and nobody is told a refusal', async () => {
    FakeSocket.last.welcome();
    const open = wire.command({ type: 'join', visit: 'v1' }, 'one');
    FakeSocket.last.say({ type: 'problem', op: 'one', kind: 'unknown', detail: '', retry: 'now' });
    vi.advanceTimersByTime(1_000);
    expect(ops(FakeSocket.last)).toEqual(['one', 'one']);
    FakeSocket.last.say({ type: 'done', op: 'one', version: 3 });
    expect((await open).version).toBe(3);
  });

  test('what was said before and is refused by a store that is away is asked again, and only that', async () => {
    FakeSocket.last.welcome();
    await Promise.resolve();
    const twice = wire.command({ type: 'join', visit: 'v1' }, 'one');
    FakeSocket.last.drop(1006);
    vi.advanceTimersByTime(300);
    FakeSocket.last.welcome();
    await Promise.resolve();
    const once = wire.command({ type: 'leave', visit: 'v1' }, 'two');
    FakeSocket.last.say({ type: 'problem', op: 'one', kind: 'store-down', detail: '', retry: 'later' });
    FakeSocket.last.say({ type: 'problem', op: 'two', kind: 'store-down', detail: '', retry: 'later' });
    await expect(once).rejects.toMatchObject({ kind: 'store-down' });
    vi.advanceTimersByTime(1_000);
    expect(ops(FakeSocket.last)).toEqual(['one', 'two', 'one']);
    FakeSocket.last.say({ type: 'done', op: 'one', version: 3 });
    expect((await twice).version).toBe(3);
  });

  test('a refusal rejects with its slug', async () => {
    FakeSocket.last.welcome();
    const refused = wire.command({ type: 'join', visit: 'v1' }, 'one');
    FakeSocket.last.say({ type: 'problem', op: 'one', kind: 'not-now', detail: '', retry: 'no' });
    await expect(refused).rejects.toMatchObject({ kind: 'not-now', retry: 'no' });
  });

  test('comes back at once the first time, never gives up, and is told so in words', () => {
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      FakeSocket.last.drop(1006);
      expect(wire.state.value).toEqual({ kind: 'retrying', attempt });
      const before = FakeSocket.all.length;
      vi.advanceTimersByTime(attempt === 1 ? 300 : 5_000);
      expect(FakeSocket.all.length).toBe(before + 1);
    }
  });

  test('a hello that came too late is said again, but a frame nobody understands is not', () => {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      FakeSocket.last.drop(4501);
      vi.advanceTimersByTime(5_000);
    }
    expect(FakeSocket.all.length).toBe(6);
    FakeSocket.last.welcome();
    FakeSocket.last.drop(4501);
    expect(wire.state.value).toEqual({ kind: 'stopped', code: 4501 });
  });

  describe('a server with a newer protocol', () => {
    const reload = vi.fn();
    const tooOld = () => {
      FakeSocket.last.open();
      FakeSocket.last.say({ type: 'problem', kind: 'old-client', detail: '', retry: 'no' });
      FakeSocket.last.drop(4500);
    };
    beforeEach(() => {
      reload.mockClear();
      sessionStorage.clear();
      vi.stubGlobal('location', { href: 'https://city.example/join', reload });
    });
    afterEach(() => {
      document.body.replaceChildren();
    });

    test('has its page loaded at once, but only once', () => {
      tooOld();
      expect(reload).toHaveBeenCalledTimes(1);
      wire.stop();
      // The page that was loaded: a proxy keeps the old one, or the server is half installed.
      wire = new Wire('citizen', 'v1', () => 0.5);
      tooOld();
      vi.advanceTimersByTime(60_000);
      expect(reload).toHaveBeenCalledTimes(1);
      expect(wire.state.value).toEqual({ kind: 'stopped', code: 4500 });
    });

    test('is nothing to a page that has stopped', () => {
      FakeSocket.last.open();
      wire.stop();
      FakeSocket.last.say({ type: 'problem', kind: 'old-client', detail: '', retry: 'no' });
      expect(reload).not.toHaveBeenCalled();
    });

    test('ends no call: the page says so, comes back, and is loaded when the call is over', () => {
      FakeSocket.last.welcome();
      wire.keepOpen = true;
      FakeSocket.last.drop(1006);
      for (let tries = 0; tries < 3; tries += 1) {
        vi.advanceTimersByTime(6_000);
        tooOld();
      }
      expect(reload).not.toHaveBeenCalled();
      expect([wire.outdated.value, wire.state.value.kind]).toEqual([true, 'retrying']);
      wire.keepOpen = false;
      vi.advanceTimersByTime(2_000);
      expect(reload).toHaveBeenCalledTimes(1);
    });

    test('takes no words away, unless the reader asks for it', () => {
      document.body.innerHTML = '<textarea></textarea>';
      document.querySelector('textarea')!.value = 'Guten Tag';
      tooOld();
      vi.advanceTimersByTime(2_000);
      expect(reload).not.toHaveBeenCalled();
      wire.reload();
      expect(reload).toHaveBeenCalledTimes(1);
    });

    test('that is one of the old ones again takes the page as it is', () => {
      wire.keepOpen = true;
      tooOld();
      vi.advanceTimersByTime(6_000);
      FakeSocket.last.welcome();
      expect(wire.outdated.value).toBe(false);
      wire.keepOpen = false;
      vi.advanceTimersByTime(2_000);
      expect(reload).not.toHaveBeenCalled();
    });
  });

  test('leaves no clock behind when it ends', () => {
    const clocks = vi.getTimerCount();
    const another = new Wire('desk');
    another.stop();
    expect(vi.getTimerCount()).toBe(clocks);
  });

  test('stays away after 4505 until the person takes over', async () => {
    FakeSocket.last.welcome();
    const lost = wire.command({ type: 'join', visit: 'v1' });
    FakeSocket.last.drop(4505);
    await expect(lost).rejects.toBeInstanceOf(Problem);
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all.length).toBe(1);
    wire.takeOver();
    expect(FakeSocket.all.length).toBe(2);
  });

  test('a server that closes at once says when to come back', () => {
    FakeSocket.last.welcome();
    FakeSocket.last.say({ type: 'going-away', after_ms: 2_000 });
    FakeSocket.last.drop(4002);
    vi.advanceTimersByTime(1_900);
    expect(FakeSocket.all.length).toBe(1);
    vi.advanceTimersByTime(200);
    expect(FakeSocket.all.length).toBe(2);
  });

  test('a command without an answer shows that an open socket is dead', () => {
    FakeSocket.last.welcome();
    wire.command({ type: 'join', visit: 'v1' }).catch(() => undefined);
    vi.advanceTimersByTime(13_000);
    expect(FakeSocket.all.length).toBe(2);
  });

  test('what goes to other seats is dropped while nobody can hear it', () => {
    expect(wire.relay({ type: 'media', visit: 'v1', call: 1, state: 'new' })).toBe(false);
    FakeSocket.last.welcome();
    expect(wire.relay({ type: 'media', visit: 'v1', call: 1, state: 'new' })).toBe(true);
  });
});

describe('a second connection beside the first', () => {
  const states: string[] = [];
  let old: FakeSocket;

  beforeEach(() => {
    old = FakeSocket.last;
    old.welcome();
    states.length = 0;
    wire.state.subscribe(({ kind }) => states.push(kind));
  });

  const beside = () => {
    old.say({ type: 'going-away', after_ms: 2_000 });
    vi.advanceTimersByTime(2_000);
    expect(FakeSocket.all.length).toBe(2);
    return FakeSocket.last;
  };

  test('a node that stops is left without a gap, and only after the new welcome', () => {
    const next = beside();
    expect(old.isOpen).toBe(true);
    next.welcome();
    expect(old.isOpen).toBe(false);
    expect(new Set(states)).toEqual(new Set(['open']));
  });

  test('both say hello as the same page', () => {
    const next = beside();
    next.open();
    expect(next.said[0]).toEqual(old.said[0]);
  });

  test('what the old one says until then is heard, and nothing of it afterwards', () => {
    const heard: string[] = [];
    wire.listen(({ type }) => heard.push(type));
    const next = beside();
    old.say({ type: 'said', visit: 'v1', id: 1 });
    next.welcome();
    old.say({ type: 'said', visit: 'v1', id: 2 });
    expect(heard).toEqual(['going-away', 'said', 'welcome']);
  });

  test('a command in between is said once, on the new one; an unanswered one again with its op', async () => {
    wire.command({ type: 'join', visit: 'v1' }, 'before').catch(() => undefined);
    const next = beside();
    wire.command({ type: 'say', visit: 'v1', text: 'a' }, 'between').catch(() => undefined);
    expect(ops(old)).toEqual(['before']);
    next.welcome();
    await Promise.resolve();
    expect(ops(next)).toEqual(['before', 'between']);
  });

  test('an answer on the old one counts, and is not asked for again', async () => {
    const answer = wire.command({ type: 'join', visit: 'v1' }, 'before');
    const next = beside();
    old.say({ type: 'done', op: 'before', version: 7 });
    next.welcome();
    await Promise.resolve();
    expect((await answer).version).toBe(7);
    expect(ops(next)).toEqual([]);
  });

  test('what goes to other seats in between waits for the new one, in its order, before anything newer', () => {
    const next = beside();
    expect(wire.relay({ type: 'media', visit: 'v1', call: 1, state: 'new' })).toBe(true);
    expect(old.said.at(-1)?.type).toBe('hello');
    wire.state.subscribe(() => next.isOpen && wire.relay({ type: 'media', visit: 'v1', call: 1, state: 'connected' }));
    next.welcome();
    expect(next.said.flatMap((message) => ('state' in message ? [message.state] : []))).toEqual(['new', 'connected']);
  });

  test('where there is no room yet the old one goes on, and it is tried again', async () => {
    const next = beside();
    wire.command({ type: 'say', visit: 'v1', text: 'a' }, 'between').catch(() => undefined);
    next.drop(1006);
    expect(ops(old)).toEqual(['between']);
    vi.advanceTimersByTime(5_000);
    expect(FakeSocket.all.length).toBe(3);
    FakeSocket.last.welcome();
    expect(new Set(states)).toEqual(new Set(['open']));
  });

  test('the old one may end before the new one is there: then the new one is awaited', () => {
    const next = beside();
    old.drop(4002);
    expect(wire.state.value.kind).toBe('retrying');
    next.welcome();
    expect(wire.state.value.kind).toBe('open');
    vi.advanceTimersByTime(20_000);
    expect(FakeSocket.all.length).toBe(2);
  });

  test('a server of the last version that takes this page for another one is no other page', () => {
    const next = beside();
    old.drop(4505);
    next.welcome();
    expect(wire.state.value.kind).toBe('open');
  });

  test('opened elsewhere meanwhile: the other page is the newest', () => {
    beside().drop(4505);
    expect(wire.state.value).toEqual({ kind: 'stopped', code: 4505 });
    expect(old.isOpen).toBe(false);
  });

  test('a gap in numbered letters is closed so, at most every five seconds', () => {
    wire.refresh();
    FakeSocket.last.welcome();
    wire.refresh();
    expect(FakeSocket.all.length).toBe(2);
    vi.advanceTimersByTime(5_000);
    FakeSocket.last.welcome();
    expect(FakeSocket.all.length).toBe(3);
    expect(new Set(states)).toEqual(new Set(['open']));
  });

  test('another network: the old one is doubted, and given up when nobody greets the new one', () => {
    dispatchEvent(new Event('online'));
    expect(FakeSocket.all.length).toBe(2);
    expect(states).toEqual(['open']);
    vi.advanceTimersByTime(3_000);
    expect(wire.state.value.kind).toBe('retrying');
    expect(old.isOpen).toBe(false);
    FakeSocket.last.welcome();
    expect(wire.state.value.kind).toBe('open');
  });

  test('out of the cache, and awake after an hour: a fresh snapshot at once', () => {
    dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    FakeSocket.last.welcome();
    document.dispatchEvent(new Event('resume'));
    FakeSocket.last.welcome();
    expect(FakeSocket.all.length).toBe(3);
    expect(FakeSocket.all.filter(({ isOpen }) => isOpen).length).toBe(1);
  });

  test('a short look at something else is no reason for doubt, a longer one is', () => {
    const hidden = vi.spyOn(document, 'hidden', 'get');
    for (const [away_ms, sockets] of [[20_000, 1], [31_000, 2]] as const) {
      hidden.mockReturnValue(true);
      document.dispatchEvent(new Event('visibilitychange'));
      vi.advanceTimersByTime(away_ms);
      hidden.mockReturnValue(false);
      document.dispatchEvent(new Event('visibilitychange'));
      expect(FakeSocket.all.length).toBe(sockets);
    }
    hidden.mockRestore();
  });

  test('no network: it comes back as soon as there is one, whatever the pause', () => {
    dispatchEvent(new Event('offline'));
    expect(wire.state.value.kind).toBe('retrying');
    for (let attempt = 1; attempt < 10; attempt += 1) {
      vi.advanceTimersByTime(5_000);
      FakeSocket.last.drop(1006);
    }
    const tried = FakeSocket.all.length;
    dispatchEvent(new Event('online'));
    expect(FakeSocket.all.length).toBe(tried + 1);
    FakeSocket.last.welcome();
    expect(wire.state.value.kind).toBe('open');
  });
});

describe('coming back', () => {
  test('the server spreads the first try of a crowd', () => {
    FakeSocket.last.open();
    FakeSocket.last.say({ type: 'welcome', protocol: 1, spread_ms: 4_000 });
    FakeSocket.last.drop(1006);
    vi.advanceTimersByTime(1_999);
    expect(FakeSocket.all.length).toBe(1);
    vi.advanceTimersByTime(2);
    expect(FakeSocket.all.length).toBe(2);
  });

  test('the first try is quick, later ones are spread and never longer than 5 s', () => {
    expect(delayBefore(1, 0)).toBe(0);
    expect(delayBefore(1, 0.999)).toBeLessThan(300);
    for (const attempt of [2, 5, 50]) {
      expect(delayBefore(attempt, 0)).toBeGreaterThan(0);
      expect(delayBefore(attempt, 0.999)).toBeLessThanOrEqual(5_000);
    }
  });

  test('the range of the close code decides', () => {
    expect([1006, 4001, 4002, 4029, 4499].map(staysAway)).toEqual([false, false, false, false, false]);
    expect([4500, 4504, 4505, 4999].map(staysAway)).toEqual([true, true, true, true]);
  });

  test('what never comes through is blocked after a while, and a press gets an end; a welcome later is as usual', async () => {
    const press = wire.command({ type: 'leave', visit: 'v1' }).catch((problem: Problem) => problem.kind);
    vi.advanceTimersByTime(14_000);
    expect([wire.met.value, wire.blocked.value]).toEqual([false, false]);
    vi.advanceTimersByTime(1_000);
    expect(wire.blocked.value).toBe(true);
    expect(await press).toBe('blocked');
    const another = wire.command({ type: 'leave', visit: 'v1' }).catch((problem: Problem) => problem.kind);
    vi.advanceTimersByTime(10_000);
    expect(await another).toBe('blocked');
    const last = wire.command({ type: 'leave', visit: 'v1' });
    FakeSocket.last.welcome();
    await Promise.resolve();
    expect([wire.met.value, wire.blocked.value]).toEqual([true, false]);
    const [op] = ops(FakeSocket.last);
    FakeSocket.last.say({ type: 'done', op } as Partial<ServerMessage>);
    await expect(last).resolves.toMatchObject({ type: 'done' });
  });

  test('who was welcomed once is never told of a network that blocks, and no press is given up', () => {
    FakeSocket.last.welcome();
    FakeSocket.last.drop(1006);
    let ended = false;
    wire.command({ type: 'leave', visit: 'v1' }).finally(() => (ended = true)).catch(() => undefined);
    vi.advanceTimersByTime(60_000);
    expect([wire.blocked.value, ended]).toEqual([false, false]);
  });
});
