/** What jsdom lacks and our views touch. */
import '../texts-kept';
import { beforeAll } from 'vitest';
import { freeze } from '../clock';
import { speak, withStaffTexts } from '../texts';
import { NOW } from './examples';

class NoStream {
  #tracks: MediaStreamTrack[];
  constructor(tracks: MediaStreamTrack[] = []) {
    this.#tracks = tracks;
  }
  getTracks = () => this.#tracks;
}

globalThis.MediaStream ??= NoStream as unknown as typeof MediaStream;
// jsdom knows no pointer; what our views read of one is what a mouse has, too.
globalThis.PointerEvent ??= MouseEvent as unknown as typeof PointerEvent;
HTMLMediaElement.prototype.play = () => Promise.resolve();
// An open dialog is what axe looks into and what has the keys.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
  queueMicrotask(() => this.dispatchEvent(new Event('close')));
};
window.scrollTo = () => undefined;

beforeAll(async () => {
  withStaffTexts();
  freeze(NOW);
  await speak('de');
});
