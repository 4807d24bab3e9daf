/** What a board asks for over HTTP: curves, limits, a visit's history, reports, departments. */
import { ask, askFile } from '../../http';
import type { CatalogueView, CurvesView, LimitsView, Timeline } from '../../protocol.gen';

export type ReportName = 'visits' | 'days' | 'desks' | 'alerts';
export type ReportFormat = 'csv' | 'json';

export interface ReportWish {
  name: ReportName;
  queue: string | null;
  from: string;
  to: string;
  format: ReportFormat;
}

export interface OtherDepartment {
  id: string;
  name: string;
}

export interface Papers {
  curves(queue: string, days: 1 | 7): Promise<CurvesView>;
  limits(queue: string): Promise<LimitsView>;
  setLimits(queue: string, limits: LimitsView): Promise<LimitsView>;
  timeline(visit: string): Promise<Timeline>;
  report(wish: ReportWish): Promise<Blob>;
  /** Every department that is not the queue's own. */
  others(queue: string): Promise<OtherDepartment[]>;
}

const as = 'board';
const at = (queue: string) => `board/queues/${encodeURIComponent(queue)}`;

export const paperBoard: Papers = {
  curves: (queue, days) => ask(`${at(queue)}/curves?days=${days}`, { as }),
  limits: (queue) => ask(`${at(queue)}/limits`, { as }),
  setLimits: (queue, body) => ask(`${at(queue)}/limits`, { as, method: 'PUT', body }),
  timeline: (visit) => ask(`board/visits/${encodeURIComponent(visit)}`, { as }),
  report: ({ name, queue, from, to, format }) => {
    const wanted = new URLSearchParams({ from, to, format, ...(queue ? { queue } : {}) });
    return askFile(`reports/${name}?${wanted.toString()}`, { as });
  },
  others: async (queue) => {
    const { departments } = await ask<CatalogueView>('catalogue');
    return departments.filter((department) => department.queue !== queue).map(({ id, name }) => ({ id, name }));
  },
};
