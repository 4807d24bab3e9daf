/** "Test in two seconds": speak, then hear yourself. The words say what is going on. */
import { useEffect, useMemo } from 'preact/hooks';
import type { OwnMedia } from '../../media';
import { t } from '../../texts';
import { Trial } from '../../trial';
import { Button } from '../../ui';

export function TrialButton({ media }: { media: OwnMedia }) {
  const trial = useMemo(() => new Trial(), []);
  useEffect(() => () => trial.stop(), []);
  const track = media.microphoneTrack.value;
  const state = trial.state.value;
  if (!trial.supported || !track) return null;
  const busy = state === 'recording' || state === 'playing';
  return (
    <div class="trial">
      <Button icon="sound" busy={busy} onClick={() => void trial.run(track, media.speaker.value)}>
        {t('trial-start')}
      </Button>
      <span role="status">{state === 'idle' ? t('trial-hint') : t(`trial-${state}`)}</span>
    </div>
  );
}
