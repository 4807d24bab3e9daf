/** One connection of a page: it says hello, and passes on what it hears until it is closed. */
import { SUBPROTOCOL } from './wire';
import type { ClientMessage, ServerMessage } from './wire';

export interface Ears {
  heard(link: Link, message: ServerMessage): void;
  /** It is over: the close code, or 0 when nobody greeted it in time. Never after `drop`. */
  closed(link: Link, code: number): void;
}

export class Link {
  /** Greeted: from here on it can be spoken on. */
  ready = false;
  readonly #socket: WebSocket;
  readonly #deadline: ReturnType<typeof setTimeout>;
  #over = false;

  /** `patience_ms`: so long the welcome may take. */
  constructor(hello: ClientMessage, patience_ms: number, ears: Ears) {
    const address = new URL('/api/v1/live', location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, SUBPROTOCOL);
    this.#socket = socket;
    this.#deadline = setTimeout(() => this.#end(() => ears.closed(this, 0)), patience_ms);
    socket.onopen = () => this.send(hello);
    socket.onmessage = (event) => {
      if (this.#over) return;
      const message = JSON.parse(String(event.data)) as ServerMessage;
      if (message.type === 'welcome') {
        clearTimeout(this.#deadline);
        this.ready = true;
      }
      ears.heard(this, message);
    };
    socket.onclose = (event) => this.#end(() => ears.closed(this, event.code));
  }

  send(message: ClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Ends it; nothing more is heard of it. */
  drop(): void {
    this.#end(() => undefined);
  }

  #end(tell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.ready = false;
    clearTimeout(this.#deadline);
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close();
    tell();
  }
}
