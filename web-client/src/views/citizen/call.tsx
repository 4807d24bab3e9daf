/** Screen 5: the call. The office large, the own picture small, a bar with a word under each icon. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { now } from '../../clock';
import { stopwatch } from '../../format';
import { useHeadingFocus } from '../../frame/focus';
import type { OwnMedia } from '../../media';
import type { CitizenVisit, Said } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Checkbox, Confirm } from '../../ui';
import type { CheckResult } from '../../wire';
import { BarButton, CallBar, CameraButton, MicrophoneButton } from '../call/bar';
import { DeviceTest } from '../call/device-test';
import { DeviceChoice } from '../call/devices';
import { TroubleLine, type CallShown } from '../call/line';
import { Panel } from '../call/panel';
import { Pictures } from '../call/pictures';
import { Chat } from '../chat/chat';
import { markRead } from '../chat/read';

interface Props {
  visit: CitizenVisit;
  call: CallShown;
  media: OwnMedia;
  onSay: (text: string) => Promise<unknown>;
  onLeave: () => Promise<unknown>;
}

export function CallScreen({ visit, call, media, onSay, onLeave }: Props) {
  const heading = useHeadingFocus('call');
  const open = useSignal<'text' | 'devices' | null>(null);
  const leaving = useSignal(false);
  const speaker = useSignal<CheckResult>('unknown');
  const lines = visit.messages ?? [];
  const unread = useUnread(lines.at(-1), open.value === 'text');
  const toggle = (panel: 'text' | 'devices') => (open.value = open.value === panel ? null : panel);
  return (
    <div class={`call${open.value ? ' call--panel' : ''}`}>
      <header class="call-head">
        <h1 class="call-who" tabIndex={-1} ref={heading}>
          {t('call-with', { names: names(call) })}
        </h1>
        <time class="call-time">{stopwatch(now().value - Date.parse(visit.since))}</time>
      </header>
      <div class="call-stage">
        <Pictures office={visit.department_name} remotes={call.remotes.value} media={media} audioOnly={call.audioOnly.value} />
        {open.value === 'text' && (
          <Panel title={t('chat-title')} onClose={() => (open.value = null)}>
            <Chat lines={lines} me="citizen" onSay={onSay} level={3} titled={false} />
          </Panel>
        )}
        {open.value === 'devices' && (
          <Panel title={t('devices-title')} onClose={() => (open.value = null)}>
            <Checkbox label={t('call-audio-only-switch')} checked={call.audioOnly.value} onToggle={(on) => call.setAudioOnly(on)} />
            <DeviceTest media={media} speaker={speaker} />
            <DeviceChoice media={media} />
          </Panel>
        )}
      </div>
      <TroubleLine call={call} media={media} />
      <CallBar>
        <MicrophoneButton media={media} />
        <CameraButton media={media} />
        <BarButton icon="chat" word={t('bar-text')} badge={unread} pressed={open.value === 'text'} onClick={() => toggle('text')} />
        <BarButton icon="devices" word={t('bar-devices')} pressed={open.value === 'devices'} onClick={() => toggle('devices')} />
        <BarButton icon="hang-up" word={t('bar-leave')} looks="leave" onClick={() => (leaving.value = true)} />
      </CallBar>
      {leaving.value && (
        <Confirm
          title={t('hang-up-title')}
          yes={t('hang-up-yes')}
          no={t('hang-up-no')}
          onYes={onLeave}
          onClose={() => (leaving.value = false)}
        >
          <p class="kern-body">{t('hang-up-text')}</p>
        </Confirm>
      )}
    </div>
  );
}

function names(call: CallShown): string {
  return call.remotes.value.map(({ name, seat }) => name ?? choice('seat', seat)).join(', ') || choice('seat', 'clerk');
}

/** Lines that came while the text panel was closed. */
function useUnread(line: Said | undefined, open: boolean): number {
  const last = line?.id ?? 0;
  const seen = useSignal(last);
  useEffect(() => {
    if (!open) return;
    seen.value = last;
    if (line) markRead(line);
  }, [open, last]);
  return open ? 0 : Math.max(0, last - seen.value);
}
