import './call.css';
import { useEffect, useRef } from 'preact/hooks';
import { playWhenAllowed } from './playback';

interface Props {
  stream: MediaStream | null;
  /** What the picture shows, for those who do not see it. */
  label: string;
  /** The own picture: mirrored, as people know themselves, and without sound. */
  own?: boolean;
  class?: string;
  /** The chosen loudspeaker. */
  sink?: string | undefined;
}

/** A picture that follows its stream. What the browser holds back starts with the next act: see `playback.ts`. */
export function Video({ stream, label, own = false, sink, ...rest }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    if (!video) return undefined;
    if (video.srcObject !== stream) video.srcObject = stream;
    if (!stream) return undefined;
    const letGo = playWhenAllowed(video);
    return () => {
      letGo();
      video.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    if (ref.current) void soundFrom(ref.current, sink ?? USUAL);
  }, [sink]);
  return <video ref={ref} class={`video ${own ? 'video--own' : ''} ${rest.class ?? ''}`} aria-label={label} autoplay playsInline muted={own} />;
}

/** The loudspeaker a browser takes by itself. */
const USUAL = '';

/** From the chosen loudspeaker, else from the usual one: one that is gone would stay silent. */
async function soundFrom(video: HTMLVideoElement, sink: string): Promise<void> {
  if (!('setSinkId' in video) || video.sinkId === sink) return;
  await video.setSinkId(sink).catch(() => (sink === USUAL ? undefined : video.setSinkId(USUAL).catch(() => undefined)));
}
