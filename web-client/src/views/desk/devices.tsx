/** The clerk's own camera and microphone: looked at before the first call, changed during one. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t, choice } from '../../texts';
import { Button, Checkbox, Dialog, Notice } from '../../ui';
import type { Input, Kind, OwnMedia } from '../../media';
import type { CheckResult } from '../../wire';
import { DeviceTest } from '../call/device-test';
import { DeviceChoice } from '../call/devices';
import type { CallShown } from '../call/line';
import { OwnPicture } from '../call/own';

interface Props {
  media: OwnMedia;
  call?: CallShown | null;
  onClose: () => void;
}

export function DevicesDialog({ media, call = null, onClose }: Props) {
  const speaker = useSignal<CheckResult>('unknown');
  useEffect(() => {
    const untried = media.camera.value.kind === 'untried' && media.microphone.value.kind === 'untried';
    if (untried) void media.start({ camera: true, microphone: true });
  }, []);
  return (
    <Dialog
      title={t('desk-devices-title')}
      onClose={onClose}
      footer={
        <Button looks="primary" onClick={onClose}>
          {t('desk-devices-done')}
        </Button>
      }
    >
      <div class="devices-check check">
        <div class="check-picture">
          <OwnPicture media={media} />
        </div>
        <DeviceTest media={media} speaker={speaker} />
        <DeviceChoice media={media} />
        {call && <Checkbox label={t('call-audio-only-switch')} checked={call.audioOnly.value} onToggle={(on) => call.setAudioOnly(on)} />}
      </div>
    </Dialog>
  );
}

/** What is wrong with the own devices, in words; nothing when nothing is. */
export function DeviceWords({ media }: { media: OwnMedia }) {
  const words = [wordFor('microphone', media.microphone.value), wordFor('camera', media.camera.value)].filter(Boolean);
  if (words.length === 0) return null;
  return (
    <Notice
      mood="warning"
      action={<Button onClick={() => void media.start({ camera: true, microphone: true })}>{t('action-again')}</Button>}
    >
      {words.join(' ')}
    </Notice>
  );
}

function wordFor(kind: Kind, input: Input): string {
  return input.kind === 'trouble' ? choice(`desk-${kind}`, input.trouble) : '';
}
