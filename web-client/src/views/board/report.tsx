/** Figures to take along: which, from when to when, for a spreadsheet or for a program. */
import { useSignal } from '@preact/signals';
import { serverNow } from '../../clock';
import { isoDate } from '../../format';
import { t } from '../../texts';
import { Button, Select } from '../../ui';
import { Mistake, useAct } from '../desk/acts';
import type { Watch } from './board';
import type { ReportFormat, ReportName } from './papers';
import { PlainField } from './plain-field';

const NAMES: readonly ReportName[] = ['visits', 'days', 'desks', 'alerts'];
const MOST_DAYS = 366;
const DAY = 86_400_000;

export function Report({ watch, queue }: { watch: Watch; queue: string | null }) {
  const name = useSignal<ReportName>('days');
  const from = useSignal(isoDate(serverNow() - 6 * DAY));
  const to = useSignal(isoDate(serverNow()));
  const { busy, problem, run } = useAct();
  const wrong = spanMistake(from.value, to.value);
  const save = (format: ReportFormat) =>
    run(async () => {
      const wish = { name: name.value, queue, from: from.value, to: to.value, format };
      download(await watch.papers.report(wish), `${wish.name}-${wish.from}-${wish.to}.${format}`);
    });
  return (
    <details class="board-part">
      <summary>{t('board-report')}</summary>
      <div class="board-form">
        <p class="kern-body muted">{t('board-report-hint')}</p>
        <Select
          label={t('board-report-name')}
          value={name.value}
          options={NAMES.map((value) => ({ value, label: t(`board-report-${value}`) }))}
          onPick={(value) => (name.value = value as ReportName)}
        />
        <div class="row">
          <PlainField kind="date" label={t('board-report-from')} value={from.value} onText={(day) => (from.value = day)} />
          <PlainField kind="date" label={t('board-report-to')} value={to.value} mistake={wrong} onText={(day) => (to.value = day)} />
        </div>
        <div class="row">
          <Button icon="document" busy={busy.value} onClick={() => void (wrong || save('csv'))}>
            {t('board-report-csv')}
          </Button>
          <Button looks="tertiary" busy={busy.value} onClick={() => void (wrong || save('json'))}>
            {t('board-report-json')}
          </Button>
        </div>
        <Mistake problem={problem.value} />
      </div>
    </details>
  );
}

function spanMistake(from: string, to: string): string | undefined {
  const days = (Date.parse(to) - Date.parse(from)) / DAY;
  return days >= 0 && days < MOST_DAYS ? undefined : t('board-report-span');
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
