/** Screen 3: the waiting room. The one thing people want to know comes first and big. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { now } from '../../clock';
import { minutes } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import type { CitizenVisit } from '../../protocol.gen';
import { takesMessages } from '../../push';
import { play, soundHeld } from '../../sound';
import { t } from '../../texts';
import { Alert, Button, Icon, WhoseClock } from '../../ui';
import { Chat } from '../chat/chat';
import { Unread } from '../chat/unread';
import { AwayPanel } from './away';
import { CallBackDialog } from './call-back';
import { Documents } from './documents';
import type { Acts } from './journey';
import { Late } from './late';
import { LeaveButton } from './leave';
import { MoveScreen } from './move';
import { Place } from './place';
import { hasLeft, latenessOf, waysOf } from './standing';
import { noticeTitle, returnedText, useTold, waitingFacts } from './told';
import { WaysOut } from './ways';
import { WhyPanel } from './why';

interface Props {
  visit: CitizenVisit;
  /** The command that ended a call without ending the visit, or passed it on. */
  returned?: string | undefined;
  acts: Acts;
  /** To the check of the devices, for who has not been there. */
  onCheck?: (() => void) | undefined;
}

type Over = 'call-back' | 'move' | null;

export function WaitingScreen({ visit, returned, acts, onCheck }: Props) {
  const over = useSignal<Over>(null);
  const waitsOn = useSignal(false);
  const chat = useRef<HTMLElement>(null);
  const moving = over.value === 'move' && visit.stage === 'waiting';
  // Looked at once: whoever refuses keeps the button, and beside it the sentence on what to do.
  const canPush = useMemo(takesMessages, []);
  const heading = useHeadingFocus(moving ? 'move' : 'waiting');
  const at = now().value;
  const late = latenessOf(visit, returned, at);
  useTold(waitingFacts(visit, returned, at));
  useKeptFocus(heading, `${visit.reach} ${visit.channel} ${waitsOn.value}`);
  if (moving) {
    return <MoveScreen visit={visit} move={(slot) => acts.move(slot)} onClose={() => (over.value = null)} />;
  }
  const ways = waysOf(visit, late, canPush);
  const choosing = late?.choices === true && !waitsOn.value;
  const open = { onPhone: () => (over.value = 'call-back'), onMove: () => (over.value = 'move') };
  return (
    <div class="waiting">
      <article class="sheet">
        <div>
          <p class="kern-preline">
            {visit.service_name} · {visit.department_name}
          </p>
          <h1 class="kern-heading-medium" tabIndex={-1} ref={heading}>
            {t('waiting-title')}
          </h1>
        </div>
        <Late visit={visit} late={late} ways={choosing ? ways : null} onWaitOn={() => (waitsOn.value = true)} {...open} />
        {returned && <Returned visit={visit} returned={returned} />}
        <Place visit={visit} quiet={late?.choices === true} />
        <WhoseClock at={at} />
        <Notices visit={visit} />
        {hasLeft(visit) && <AwayPanel visit={visit} acts={acts} />}
        <Documents names={visit.documents} />
        {onCheck && visit.channel === 'video' && !hasLeft(visit) && <Unchecked onCheck={onCheck} />}
        {!hasLeft(visit) && visit.channel === 'video' && !visit.stay_close && <LookAway visit={visit} />}
        <Leaving>
          <WaysOut ways={choosing ? { ...ways, phone: false, move: false } : ways} acts={acts} {...open} />
          <div class="leave">
            {visit.channel === 'video' && !hasLeft(visit) && (
              <p class="kern-body muted">{t('waiting-close-page', { length: minutes(visit.hold_s ?? 1800) })}</p>
            )}
            <LeaveButton onLeave={() => acts.leave()} />
          </div>
        </Leaving>
        <WhyPanel acts={acts} />
      </article>
      <aside class="sheet" ref={chat}>
        <Chat lines={visit.messages ?? []} me="citizen" onSay={(text) => acts.say(text)} />
      </aside>
      <Unread lines={visit.messages ?? []} chat={chat} />
      {over.value === 'call-back' && <CallBackDialog visit={visit} acts={acts} onClose={() => (over.value = null)} />}
    </div>
  );
}

/** All ways of leaving; on a phone they are folded away from those who just wait. */
function Leaving({ children }: { children: ComponentChildren }) {
  const open = useMemo(() => !window.matchMedia?.('(max-width: 40rem)').matches, []);
  return (
    <details class="fold" open={open}>
      <summary>{t('ways-title')}</summary>
      <div class="fold-inside">{children}</div>
    </details>
  );
}

function Returned({ visit, returned }: { visit: CitizenVisit; returned: string }) {
  const { title, more } = returnedText(visit, returned);
  return (
    <Alert mood="info" title={title}>
      {more && <p class="kern-body">{more}</p>}
    </Alert>
  );
}

/** A button that is gone after its press leaves the focus nowhere: the heading takes it. */
function useKeptFocus(heading: RefObject<HTMLElement | null>, pressed: string): void {
  const before = useRef(pressed);
  useLayoutEffect(() => {
    if (before.current !== pressed && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
    before.current = pressed;
  }, [pressed]);
}

/** What the office says to all who wait, and that it lets nobody new in. */
export function Notices({ visit: { office, mail_refused } }: { visit: CitizenVisit }) {
  return (
    <>
      {mail_refused && <Alert mood="warning" title={t('mail-refused')} />}
      {office?.notice && (
        <Alert mood="info" title={noticeTitle(office.notice_at)}>
          <p class="kern-body" dir="auto">
            {office.notice}
          </p>
        </Alert>
      )}
      {office?.closed_today && (
        <Alert mood="info" title={t('closed-today-title')}>
          <p class="kern-body">{t('closed-today-text')}</p>
        </Alert>
      )}
    </>
  );
}

function Unchecked({ onCheck }: { onCheck: () => void }) {
  return (
    <div class="look-away">
      <Icon name="camera" size={28} />
      <div>
        <p class="kern-body">{t('waiting-unchecked')}</p>
        <Button icon="camera" onClick={onCheck}>
          {t('check-title')}
        </Button>
      </div>
    </div>
  );
}

function LookAway({ visit }: { visit: CitizenVisit }) {
  const played = useSignal<boolean | null>(null);
  const promise = visit.when_called === 'connect' ? t('waiting-look-away-connect') : t('waiting-look-away');
  return (
    <div class="look-away">
      <Icon name="bell" size={28} />
      <div>
        <p class="kern-body">{soundHeld.value ? t('waiting-sound-held') : promise}</p>
        <div class="row">
          <Button icon="sound" onClick={async () => (played.value = await play())}>
            {t('waiting-test-sound')}
          </Button>
          <NotifyButton />
        </div>
        {played.value !== null && (
          <p class="kern-body muted" role="status">
            {played.value ? t('waiting-sound-played') : t('waiting-sound-blocked')}
          </p>
        )}
      </div>
    </div>
  );
}

function NotifyButton() {
  const permission = useSignal('Notification' in window ? Notification.permission : 'denied');
  if (permission.value === 'granted') return <span class="kern-body muted">{t('waiting-notice-on')}</span>;
  if (permission.value === 'denied') return null;
  return (
    <Button looks="tertiary" onClick={async () => (permission.value = await Notification.requestPermission())}>
      {t('waiting-notice')}
    </Button>
  );
}
