/** A few figures out of getStats, for the one line about quality. Pure. */
import type { MediaStats } from './protocol.gen';

export interface Figures {
  rtt_ms: number | undefined;
  loss: number;
  relayed: boolean | undefined;
  framesArrived: number;
  packets: number;
  lost: number;
}

export const NO_FIGURES: Figures = { rtt_ms: undefined, loss: 0, relayed: undefined, framesArrived: 0, packets: 0, lost: 0 };

interface Report {
  id: string;
  type: string;
  kind?: string;
  framesReceived?: number;
  packetsReceived?: number;
  packetsLost?: number;
  nominated?: boolean;
  state?: string;
  currentRoundTripTime?: number;
  localCandidateId?: string;
  candidateType?: string;
}

/** The figures now; loss is that of the time since `before`. */
export function figuresOf(stats: Iterable<[string, unknown]>, before: Figures): Figures {
  const reports = new Map([...stats].map(([id, report]) => [id, report as Report]));
  let framesArrived = 0;
  let packets = 0;
  let lost = 0;
  let pair: Report | undefined;
  for (const report of reports.values()) {
    if (report.type === 'inbound-rtp') {
      packets += report.packetsReceived ?? 0;
      lost += report.packetsLost ?? 0;
      if (report.kind === 'video') framesArrived += report.framesReceived ?? 0;
    }
    if (report.type === 'candidate-pair' && report.nominated && report.state === 'succeeded') pair = report;
  }
  const newLost = Math.max(0, lost - before.lost);
  const expected = newLost + Math.max(0, packets - before.packets);
  return {
    rtt_ms: pair?.currentRoundTripTime === undefined ? undefined : Math.round(pair.currentRoundTripTime * 1000),
    loss: expected ? newLost / expected : 0,
    relayed: pair ? reports.get(pair.localCandidateId ?? '')?.candidateType === 'relay' : undefined,
    framesArrived,
    packets,
    lost,
  };
}

/** As the contract reports it. */
export function reported({ rtt_ms, loss, relayed, framesArrived }: Figures): MediaStats {
  return {
    loss: Math.min(1, loss),
    frames: framesArrived,
    ...(rtt_ms === undefined ? {} : { rtt_ms }),
    ...(relayed === undefined ? {} : { relayed }),
  };
}

/** Bad enough to say so: speech becomes hard to follow. */
export function isPoor({ rtt_ms, loss }: Figures): boolean {
  return loss > 0.08 || (rtt_ms ?? 0) > 600;
}
