import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../../announce';
import type { Call } from '../../call';
import { now } from '../../clock';
import type { OwnMedia } from '../../media';
import { choice, t } from '../../texts';
import { Button, Notice } from '../../ui';
import { heldBack, playNow } from './playback';
import { callTrouble, type CallTrouble } from './trouble';

/** What the views need of a call; examples bring their own. */
export type CallShown = Pick<Call, 'remotes' | 'state' | 'poor' | 'audioOnly' | 'setAudioOnly' | 'repair'>;

interface Props {
  call: CallShown;
  media: OwnMedia;
  /** The sentence for a key: a desk says some of them in other words. */
  word?: (key: CallTrouble['key'], more: { name: string; label: string }) => string;
}

/** Trouble as one line with one action, or nothing. */
export function TroubleLine({ call, media, word = t }: Props) {
  const since = useSignal(now().peek());
  const trouble = callTrouble({
    state: call.state.value,
    remotes: call.remotes.value,
    poor: call.poor.value,
    audioOnly: call.audioOnly.value,
    microphone: media.microphone.value,
    camera: media.camera.value,
    replaced: media.replaced.value,
    heldBack: heldBack.value,
    tryingMs: now().value - since.value,
  });
  const sentence = trouble && word(trouble.key, { name: nameIn(call, trouble), label: 'label' in trouble ? trouble.label : '' });
  useEffect(() => {
    if (sentence) announce(sentence);
  }, [trouble?.key]);
  if (!trouble) return null;
  return (
    <Notice mood="warning" action={<Remedy action={trouble.action} call={call} media={media} />}>
      {sentence}
    </Notice>
  );
}

function nameIn(call: CallShown, trouble: CallTrouble): string {
  if (!('seat' in trouble)) return '';
  return call.remotes.value.find(({ seat }) => seat === trouble.seat)?.name ?? choice('seat', trouble.seat);
}

function Remedy({ action, call, media }: { action: CallTrouble['action']; call: CallShown; media: OwnMedia }) {
  switch (action) {
    case 'repair':
      return <Button onClick={() => call.repair()}>{t('action-again')}</Button>;
    case 'audio-only':
      return <Button onClick={() => call.setAudioOnly(true)}>{t('call-audio-only-turn-on')}</Button>;
    case 'start':
      return (
        <Button looks="primary" onClick={() => void media.start({ camera: true, microphone: true })}>
          {t('call-start-devices')}
        </Button>
      );
    case 'play':
      return <Button onClick={playNow}>{t('call-held-start')}</Button>;
    case 'camera':
      return <Button onClick={() => void media.turn('camera', true)}>{t('action-again')}</Button>;
    case 'microphone':
      return <Button onClick={() => void media.turn('microphone', true)}>{t('action-again')}</Button>;
    case null:
      return null;
  }
}
