/** "Test in two seconds": speak, then hear yourself. The words say what is going on, and what came of it. */
import type { OwnMedia } from '../../media';
import { t } from '../../texts';
import type { Trial } from '../../trial';
import { Button } from '../../ui';

export function TrialButton({ media, trial }: { media: OwnMedia; trial: Trial }) {
  const track = media.microphoneTrack.value;
  const state = trial.state.value;
  if (!trial.supported || !track) return null;
  const busy = state === 'recording' || state === 'playing';
  return (
    <div class={`trial${state === 'idle' ? ' trial--idle' : ''}`}>
      <Button icon="sound" busy={busy} onClick={() => void trial.run(track, media.speaker.value)}>
        {t(state === 'idle' ? 'trial-start' : 'trial-again')}
      </Button>
      <span role="status">{wordsFor(trial)}</span>
    </div>
  );
}

function wordsFor(trial: Trial): string {
  const state = trial.state.value;
  if (state === 'idle') return t('trial-hint');
  return state === 'played' ? t(`trial-heard-${trial.heard.value ?? 'well'}`) : t(`trial-${state}`);
}
