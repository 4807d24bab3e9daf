import './chat.css';
/** The text line between a citizen and the office: beside the waiting room and the call. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { announce } from '../../announce';
import { clock } from '../../format';
import { asProblem, type Problem } from '../../problem';
import type { Said } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Button } from '../../ui';
import type { SeatName } from '../../wire';

const LONGEST = 1000;

interface Props {
  lines: readonly Said[];
  me: SeatName;
  onSay: (text: string) => Promise<unknown>;
  /** The heading is a level below the one it stands under. */
  level?: 2 | 3;
  /** The citizen's name, where the office reads. */
  who?: string;
  /** What stands there before the first line. */
  empty?: string;
  /** Inside a panel that has the heading already, this is neither a heading nor a part of its own. */
  titled?: boolean;
}

export function Chat({ lines, me, onSay, level = 2, who, empty, titled = true }: Props) {
  const id = useId();
  const log = useRef<HTMLOListElement>(null);
  const last = lines.at(-1);
  const nameOf = (seat: SeatName) => (seat === 'citizen' && who) || choice('seat', seat);
  useAnnouncedLine(last, me, nameOf);
  useEffect(() => log.current?.scrollTo?.({ top: log.current.scrollHeight }), [last?.id]);
  const Heading = `h${level}` as const;
  const Part = titled ? 'section' : 'div';
  return (
    <Part class="chat" {...(titled ? { 'aria-labelledby': id } : {})}>
      {titled && (
        <Heading class="kern-heading-small" id={id}>
          {t('chat-title')}
        </Heading>
      )}
      {lines.length === 0 && <p class="kern-body muted">{empty ?? t('chat-empty')}</p>}
      {lines.length > 0 && (
        <ol class="chat-lines" ref={log} tabIndex={0} aria-label={t('chat-title')}>
          {lines.map((line) => (
            <li key={line.id} class={`chat-line${line.from === me ? ' chat-line--own' : ''}`}>
              <span class="chat-who">
                {line.from === me ? t('chat-you') : nameOf(line.from)}
                <time dateTime={line.at}> {clock(line.at)}</time>
              </span>
              <span class="chat-text" dir="auto">
                {line.text}
              </span>
            </li>
          ))}
        </ol>
      )}
      <SayForm onSay={onSay} />
    </Part>
  );
}

function SayForm({ onSay }: { onSay: Props['onSay'] }) {
  const text = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const id = useId();
  const send = async () => {
    const line = text.value.trim();
    if (!line || busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await onSay(line);
      // The next line may be begun while this one is on its way.
      if (text.peek().trim() === line) text.value = '';
      else if (text.peek().startsWith(line)) text.value = text.peek().slice(line.length).trimStart();
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    busy.value = false;
  };
  return (
    <form class="chat-form" onSubmit={(event) => (event.preventDefault(), void send())}>
      <label class="kern-label" for={id}>
        {t('chat-label')}
      </label>
      <div class="chat-row">
        <input
          id={id}
          class="kern-form-input__input"
          value={text.value}
          maxLength={LONGEST}
          autocomplete="off"
          enterKeyHint="send"
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
        <Button type="submit" looks="secondary" busy={busy.value}>
          {t('chat-send')}
        </Button>
      </div>
      {problem.value && <p class="kern-body mistake">{choice('problem', problem.value.kind)}</p>}
    </form>
  );
}

function useAnnouncedLine(last: Said | undefined, me: SeatName, nameOf: (seat: SeatName) => string): void {
  const heard = useRef(last?.id);
  useEffect(() => {
    if (!last || last.id === heard.current) return;
    heard.current = last.id;
    if (last.from !== me) announce(t('chat-announced', { who: nameOf(last.from), text: last.text }));
  }, [last?.id]);
}
