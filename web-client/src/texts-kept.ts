/**
 * Texts that survive the browser's translator. A translator takes the text nodes of a page away and
 * puts elements of its own in their place; whoever kept such a node writes into nothing from then on,
 * and cannot insert beside it. So the renderer never gets a text node: a text is a property of the
 * element around it, set as a whole when it changes, whatever the translator has made of it.
 */
import { Fragment, options, type VNode } from 'preact';

/** Around a text that has elements beside it. Inline, without any looks. */
const HOLDER = 'vs-text';

type Props = Record<string, unknown>;
interface Made {
  type: unknown;
  props: unknown;
}

const isText = (child: unknown): child is string | number | bigint => typeof child === 'string' || typeof child === 'number' || typeof child === 'bigint';
const isNothing = (child: unknown): boolean => child === null || child === undefined || typeof child === 'boolean';

/** Changes what is to be rendered: an element with nothing but text, a text beside elements, a text alone. */
function keep(vnode: Made): void {
  if (typeof vnode.type === 'string') return keepInside(vnode.props as Props);
  if (vnode.type === Fragment) return holdEach(vnode.props as Props);
  // What a component returned as a bare text. Space between elements says nothing to a translator.
  if (vnode.type !== null || !isText(vnode.props) || !String(vnode.props).trim()) return undefined;
  vnode.props = { textContent: String(vnode.props) };
  vnode.type = HOLDER;
  return undefined;
}

function keepInside(props: Props): void {
  const { children } = props;
  const all = Array.isArray(children) ? (children as unknown[]) : [children];
  if (!all.some(isText)) return;
  if (!all.every((child) => isText(child) || isNothing(child))) return holdEach(props);
  props['textContent'] = all.filter(isText).join('');
  delete props['children'];
}

/** Texts that follow each other are one; all others keep their place, because the place is the key. */
function holdEach(props: Props): void {
  if (!Array.isArray(props['children'])) return;
  const kept: unknown[] = [...(props['children'] as unknown[])];
  for (let at = kept.length - 1; at > 0; at -= 1) {
    if (!isText(kept[at]) || !isText(kept[at - 1])) continue;
    kept[at - 1] = `${kept[at - 1]}${kept[at]}`;
    kept[at] = null;
  }
  props['children'] = kept;
}

/** Translators move elements, too: what was a child here may be deeper now, or gone. */
function insertNearest(): void {
  const nearest = (parent: Node, before: Node | null) => {
    let beside = before;
    while (beside && beside.parentNode !== parent) beside = beside.parentNode;
    return beside;
  };
  const { insertBefore } = Node.prototype;
  Node.prototype.insertBefore = function <N extends Node>(this: Node, node: N, before: Node | null): N {
    return insertBefore.call(this, node, nearest(this, before)) as N;
  };
  const moving = Element.prototype as Element & { moveBefore?: (node: Node, before: Node | null) => void };
  const move = moving.moveBefore;
  if (!move) return;
  // What the translator took out of the page cannot be moved, but put in again.
  moving.moveBefore = function (this: Element, node: Node, before: Node | null): void {
    if (node.isConnected === this.isConnected) move.call(this, node, nearest(this, before));
    else this.insertBefore(node, before);
  };
}

const next = options.vnode;
options.vnode = (vnode: VNode) => {
  keep(vnode as unknown as Made);
  next?.(vnode);
};
insertNearest();
