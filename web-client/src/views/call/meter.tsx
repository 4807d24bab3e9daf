import { useEffect, useState } from 'preact/hooks';
import { listenTo, type Level } from '../../level';

/** Listens while the track is shown. */
export function useLevel(track: MediaStreamTrack | undefined): Level | undefined {
  const [level, setLevel] = useState<Level | undefined>(undefined);
  useEffect(() => {
    // Without a meter the check still works: the sentence and the picture are there.
    if (!track || !globalThis.AudioContext) return undefined;
    const listening = listenTo(track);
    setLevel(listening);
    return () => {
      listening.stop();
      setLevel(undefined);
    };
  }, [track]);
  return level;
}

const STEPS = 12;

/** Moves while somebody speaks; the sentence beside it says the same in words. */
export function Meter({ value, label }: { value: number; label: string }) {
  return (
    <div class="meter" role="img" aria-label={label}>
      {Array.from({ length: STEPS }, (_, step) => (
        <span key={step} class={`meter-step${value * STEPS > step ? ' meter-step--lit' : ''}`} />
      ))}
    </div>
  );
}
