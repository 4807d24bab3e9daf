/** The demo's mailbox: what the program would have sent. */
import './mailbox.css';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dateAndClock } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import { Frame } from '../../frame/frame';
import { Trouble } from '../../frame/trouble';
import { ask } from '../../http';
import { asProblem, type Problem } from '../../problem';
import type { MailboxView, MailView } from '../../protocol.gen';
import { t } from '../../texts';
import { Button } from '../../ui';

const mails = signal<readonly MailView[] | null>(null);
const problem = signal<Problem | null>(null);
const LOOK_MS = 5_000;

async function load(): Promise<void> {
  try {
    mails.value = (await ask<MailboxView>('demo/mailbox')).mails;
    problem.value = null;
  } catch (thrown) {
    problem.value = asProblem(thrown);
  }
}

export function MailboxPage() {
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Frame>
      {problem.value && <Trouble problem={problem.value} onAction={() => void load()} />}
      <MailboxScreen mails={mails.value ?? []} />
    </Frame>
  );
}

export function MailboxScreen({ mails: shown }: { mails: readonly MailView[] }) {
  const heading = useHeadingFocus('mailbox');
  return (
    <div class="mailbox">
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t('mailbox-title')}
      </h1>
      <p class="kern-body">{t('mailbox-intro')}</p>
      <div>
        <Button onClick={() => void load()}>{t('mailbox-refresh')}</Button>
      </div>
      {shown.length === 0 && <p class="kern-body muted">{t('mailbox-empty')}</p>}
      {[...shown].sort((a, b) => b.id - a.id).map((mail) => (
          <article class="sheet mail" key={mail.id}>
            <h2 class="kern-heading-small">{mail.subject}</h2>
            <p class="kern-body muted">{t('mailbox-to', { to: mail.to, at: dateAndClock(mail.at) })}</p>
            <p class="kern-body paragraph">{withLinks(mail.text)}</p>
            {!!mail.attachments?.length && <p class="kern-body muted">{t('mailbox-attached', { list: mail.attachments.join(', ') })}</p>}
          </article>
      ))}
    </div>
  );
}

/** Addresses in a plain text become links; everything else stays text. */
function withLinks(text: string) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) =>
    index % 2 === 1 ? (
      <a class="kern-link" key={index} href={part}>
        {part}
      </a>
    ) : (
      part
    ),
  );
}
