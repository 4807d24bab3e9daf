/**
 * On a telephone the messages stand far below: what the office writes is told at the foot of the
 * screen, where it moves nothing, with a soft sound for who looks away.
 */
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { nudge } from '../../attention';
import type { Said } from '../../protocol.gen';
import { plain, t } from '../../texts';
import { Button, Icon } from '../../ui';
import { isRead, markRead } from './read';

/** `chat`: where the lines stand; what comes into sight there is read. */
export function Unread({ lines, chat }: { lines: readonly Said[]; chat: RefObject<HTMLElement | null> }) {
  const inSight = useInSight(chat);
  const last = lines.at(-1);
  const fresh = last && last.from !== 'citizen' && !isRead(last) ? last : null;
  useSound(fresh, inSight);
  useEffect(() => {
    if (inSight && last) markRead(last);
  }, [inSight, last?.id]);
  if (!fresh || inSight) return null;
  const show = () => {
    markRead(fresh);
    chat.current?.scrollIntoView?.({ block: 'end' });
    chat.current?.querySelector<HTMLElement>('.chat-lines')?.focus({ preventScroll: true });
  };
  return (
    <div class="unread">
      <Icon name="chat" />
      <p class="unread-words">
        <span class="kern-body--bold">{t('chat-new')}</span>
        <span class="unread-text" dir="auto">
          {fresh.text}
        </span>
      </p>
      <Button onClick={show}>{t('chat-read')}</Button>
    </div>
  );
}

/** Whether somebody can see it now. */
function useInSight(chat: RefObject<HTMLElement | null>): boolean {
  const inSight = useSignal(false);
  useEffect(() => {
    if (!chat.current || typeof IntersectionObserver !== 'function') return undefined;
    const observer = new IntersectionObserver((entries) => (inSight.value = entries.at(-1)?.isIntersecting === true));
    observer.observe(chat.current);
    return () => observer.disconnect();
  }, []);
  return inSight.value;
}

/** What stood there when the page was opened makes no sound. */
function useSound(fresh: Said | null, inSight: boolean): void {
  const known = useRef(fresh?.id);
  useEffect(() => {
    if (!fresh || fresh.id === known.current) return;
    known.current = fresh.id;
    if (!inSight || document.hidden) nudge(plain('chat-new'), '');
  }, [fresh?.id]);
}
