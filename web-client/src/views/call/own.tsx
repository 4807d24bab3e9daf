import { useComputed } from '@preact/signals';
import type { OwnMedia } from '../../media';
import { t } from '../../texts';
import { Icon } from '../../ui';
import { Video } from './video';

/** The own picture, or a word that there is none. */
export function OwnPicture({ media, small = false }: { media: OwnMedia; small?: boolean }) {
  const stream = useComputed(() => (media.cameraTrack.value ? new MediaStream([media.cameraTrack.value]) : null));
  if (stream.value) return <Video stream={stream.value} label={t('call-own-picture')} own />;
  return (
    <div class="no-picture">
      <Icon name="camera-off" />
      <span>{t(small ? 'bar-camera-off' : 'call-own-picture-off')}</span>
    </div>
  );
}
