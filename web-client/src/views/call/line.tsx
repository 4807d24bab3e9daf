import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../../announce';
import type { Call } from '../../call';
import { now } from '../../clock';
import type { OwnMedia } from '../../media';
import { t } from '../../texts';
import { Button, Notice } from '../../ui';
import { callTrouble, type CallTrouble } from './trouble';

/** What the views need of a call; examples bring their own. */
export type CallShown = Pick<Call, 'remotes' | 'state' | 'poor' | 'audioOnly' | 'setAudioOnly' | 'repair'>;

interface Props {
  call: CallShown;
  media: OwnMedia;
  /** The sentence for a key: a desk says some of them in other words. */
  word?: (key: CallTrouble['key']) => string;
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
    tryingMs: now().value - since.value,
  });
  useEffect(() => {
    if (trouble) announce(word(trouble.key));
  }, [trouble?.key]);
  if (!trouble) return null;
  return (
    <Notice mood="warning" action={<Remedy action={trouble.action} call={call} media={media} />}>
      {word(trouble.key)}
    </Notice>
  );
}

function Remedy({ action, call, media }: { action: CallTrouble['action']; call: CallShown; media: OwnMedia }) {
  switch (action) {
    case 'repair':
      return <Button onClick={() => call.repair()}>{t('action-again')}</Button>;
    case 'audio-only':
      return <Button onClick={() => call.setAudioOnly(true)}>{t('call-audio-only-turn-on')}</Button>;
    case 'start':
      return <Button onClick={() => void media.start({ camera: true, microphone: true })}>{t('call-start-devices')}</Button>;
    case 'microphone':
      return <Button onClick={() => void media.turn('microphone', true)}>{t('action-again')}</Button>;
    case null:
      return null;
  }
}
