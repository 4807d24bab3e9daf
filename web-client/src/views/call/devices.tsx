import { useEffect } from 'preact/hooks';
import type { Kind, OwnMedia } from '../../media';
import { t } from '../../texts';
import { Select, type Option } from '../../ui';

/** Which camera, microphone and loudspeaker; each only if there is a choice to make. */
export function DeviceChoice({ media }: { media: OwnMedia }) {
  const { cameras, microphones, speakers } = media.devices.value;
  useEffect(() => void media.look(), []);
  const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;
  return (
    <div class="devices">
      <DeviceSelect label={t('check-camera')} kind="camera" devices={cameras} media={media} />
      <DeviceSelect label={t('check-microphone')} kind="microphone" devices={microphones} media={media} />
      {canChooseSpeaker && speakers.length > 1 && (
        <Select label={t('check-speaker')} options={options(speakers)} value={media.speaker.value ?? 'default'} onPick={(id) => media.chooseSpeaker(id)} />
      )}
      {cameras.length + microphones.length === 0 && <p class="kern-body">{t('devices-none')}</p>}
    </div>
  );
}

function DeviceSelect({ label, kind, devices, media }: { label: string; kind: Kind; devices: MediaDeviceInfo[]; media: OwnMedia }) {
  if (devices.length === 0) return null;
  const track = kind === 'camera' ? media.cameraTrack.value : media.microphoneTrack.value;
  return (
    <Select
      label={label}
      options={options(devices)}
      value={track?.getSettings().deviceId ?? media.chosen(kind) ?? devices[0]?.deviceId ?? ''}
      onPick={(id) => void media.choose(kind, id)}
    />
  );
}

function options(devices: MediaDeviceInfo[]): Option[] {
  return devices.map(({ deviceId, label }, index) => ({ value: deviceId, label: label || t('devices-nameless', { n: index + 1 }) }));
}
