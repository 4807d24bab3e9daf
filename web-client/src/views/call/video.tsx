import './call.css';
import { useEffect, useRef } from 'preact/hooks';

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

/** A picture that follows its stream. Sound that the browser holds back starts with the next gesture. */
export function Video({ stream, label, own = false, sink, ...rest }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    if (!video) return undefined;
    if (video.srcObject !== stream) video.srcObject = stream;
    if (!stream) return undefined;
    const play = () => void video.play?.()?.catch(() => addEventListener('pointerdown', play, { once: true }));
    play();
    return () => {
      removeEventListener('pointerdown', play);
      video.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    if (sink && ref.current && 'setSinkId' in ref.current) void ref.current.setSinkId(sink).catch(() => undefined);
  }, [sink]);
  return <video ref={ref} class={`video ${own ? 'video--own' : ''} ${rest.class ?? ''}`} aria-label={label} autoplay playsInline muted={own} />;
}
