/** The others large, oneself small and movable. Whoever sends no picture is there as a word. */
import { useSignal } from '@preact/signals';
import type { Remote } from '../../call';
import type { OwnMedia } from '../../media';
import { Emblem } from '../../frame/emblem';
import { place } from '../../frame/place';
import { choice, t } from '../../texts';
import { Icon } from '../../ui';
import { toggleWhole, whole } from './fit';
import { OwnPicture } from './own';
import { Video } from './video';
import { Zoomable } from './zoomable';

interface Props {
  /** Where the clerk sits, for a citizen. */
  office?: string;
  remotes: readonly Remote[];
  media: OwnMedia;
  audioOnly: boolean;
}

export function Pictures({ office, remotes, media, audioOnly }: Props) {
  return (
    <div class={`pictures pictures--${Math.max(1, remotes.length)}`}>
      {remotes.map((remote) => (
        <Tile key={remote.seat} remote={remote} sink={media.speaker.value} audioOnly={audioOnly} office={office} />
      ))}
      <OwnCorner media={media} />
    </div>
  );
}

function Tile({ remote, sink, audioOnly, office }: { remote: Remote; sink: string | undefined; audioOnly: boolean; office: string | undefined }) {
  const name = remote.name ?? choice('seat', remote.seat);
  const shown = remote.picture && remote.state === 'connected' && !audioOnly;
  return (
    <figure class="tile">
      <Zoomable shown={shown} over={shown && <Fit />}>
        <Video stream={remote.stream} label={t('call-picture-of', { name })} class={[!shown && 'video--hidden', !whole.value && 'video--fill'].filter(Boolean).join(' ')} sink={sink} />
      </Zoomable>
      {!shown && (
        <div class="no-picture no-picture--large">
          <Who remote={remote} name={name} office={office} />
          <span>{wordsFor(remote, audioOnly)}</span>
        </div>
      )}
      <figcaption class="tile-name">{remote.microphone === 'off' ? t('call-muted', { name }) : name}</figcaption>
    </figure>
  );
}

/** Whom one will see: of the office its coat of arms, the name and where they sit. */
function Who({ remote, name, office }: { remote: Remote; name: string; office: string | undefined }) {
  const official = remote.seat === 'clerk' && place.value?.emblem;
  return (
    <>
      {official ? <Emblem large /> : <Icon name="person" size={72} />}
      {office && remote.seat === 'clerk' && (
        <span class="tile-who">
          <strong>{name}</strong>
          <span>{office}</span>
        </span>
      )}
    </>
  );
}

function Fit() {
  return (
    <button type="button" class="tile-fit" aria-pressed={whole.value} onClick={toggleWhole}>
      <span class="tile-fit-word">{t(whole.value ? 'call-fill' : 'call-whole')}</span>
    </button>
  );
}

function wordsFor({ here, state, camera }: Remote, audioOnly: boolean): string {
  if (!here) return t('call-not-here');
  if (state === 'new' || state === 'connecting') return t('call-connecting');
  if (state === 'disconnected' || state === 'failed') return t('call-interrupted');
  if (audioOnly) return t('call-audio-only');
  return t(camera === 'lost' ? 'call-camera-lost' : 'call-no-picture');
}

const CORNERS = ['end-end', 'start-end', 'start-start', 'end-start'] as const;

/** Moves from corner to corner with one button, which finger and keyboard reach alike. */
function OwnCorner({ media }: { media: OwnMedia }) {
  const corner = useSignal(0);
  return (
    <div class={`own own--${CORNERS[corner.value]}`}>
      <OwnPicture media={media} small />
      <button type="button" class="own-move" onClick={() => (corner.value = (corner.value + 1) % CORNERS.length)}>
        <Icon name="transfer" size={18} />
        <span class="kern-sr-only">{t('call-own-move')}</span>
      </button>
    </div>
  );
}
