/** Nobody in hand and nobody chosen: who would come next and after that, with their papers, to be read before calling. */
import { now } from '../../clock';
import type { VisitRow } from '../../protocol.gen';
import { choice, t } from '../../texts';
import { Facts } from './facts';
import { waitedSeconds } from './line';
import type { Work } from './work';
import { languageName, nameOf, slotWord, waitWord } from './words';

export function NextUp({ rows, work }: { rows: readonly VisitRow[]; work: Work }) {
  const [first, ...others] = rows;
  if (!first) return <p class="muted">{t('desk-record-empty')}</p>;
  return (
    <>
      <article class="next-up" key={first.visit}>
        <p class="record-who" dir="auto">
          {nameOf(first)}
        </p>
        <Facts
          rows={[
            [t('desk-fact-service'), first.service_name],
            [t('desk-fact-slot'), slotWord(first)],
            [t('desk-fact-waits'), waitWord(waitedSeconds(first, now().value))],
            first.channel === 'phone' && [t('desk-fact-channel'), choice('channel', 'phone')],
            first.language !== 'de' && [t('desk-fact-language'), languageName(first.language)],
            first.needs && [t('desk-fact-needs'), <span dir="auto">{first.needs}</span>],
            first.channel === 'video' && first.check !== 'fine' && [t('desk-fact-check'), choice('desk-check', first.check)],
            papersOf(first, work) && [t('desk-fact-documents'), papersOf(first, work)],
            first.case && [t('desk-case'), first.case],
            (first.note || first.noted) && [t('desk-note'), first.note ? <span dir="auto">{first.note}</span> : t('desk-note-hidden')],
          ]}
        />
      </article>
      {others.length > 0 && (
        <section aria-labelledby="after-next">
          <h3 class="kern-heading-small" id="after-next">
            {t('desk-record-then')}
          </h3>
          <ol class="plain-list then">
            {others.map((row) => (
              <li key={row.visit}>
                <strong dir="auto">{nameOf(row)}</strong>
                <span>
                  {row.service_name} · {slotWord(row)}
                </span>
                {papersOf(row, work) && <span class="muted">{papersOf(row, work)}</span>}
                {row.needs && <span dir="auto">{row.needs}</span>}
              </li>
            ))}
          </ol>
        </section>
      )}
      <p class="muted">{t('desk-record-empty')}</p>
    </>
  );
}

/** What people were asked to have ready for this service. */
function papersOf({ service }: VisitRow, work: Work): string {
  return (work.documents.value.get(service) ?? []).join(', ');
}
