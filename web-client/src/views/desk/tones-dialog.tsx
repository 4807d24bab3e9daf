/** The sounds of this desk: on or off, and a tone of its own for each queue, heard before it is chosen. */
import { play, type Tune } from '../../sound';
import { t } from '../../texts';
import { Button, Checkbox, Dialog, Icon, Select } from '../../ui';
import { CHOICES, toneOf, type Tones } from './tones';
import type { Work } from './work';

export function TonesDialog({ work, onClose }: { work: Work; onClose: () => void }) {
  const { desk, queues } = work.state.value;
  const tones = work.tones.value;
  const change = (more: Partial<Tones>) => void work.setTones({ ...tones, ...more });
  const mine = queues.filter(({ queue }) => desk.queues.length === 0 || desk.queues.includes(queue));
  return (
    <Dialog
      title={t('desk-tones-title')}
      onClose={onClose}
      footer={
        <Button looks="primary" onClick={onClose}>
          {t('desk-devices-done')}
        </Button>
      }
    >
      <p class="kern-body">{t('desk-tones-text')}</p>
      <Checkbox label={t('desk-tones-arrivals')} checked={tones.arrivals} onToggle={(arrivals) => change({ arrivals })} />
      {tones.arrivals && (
        <ul class="plain-list tones">
          {mine.map(({ queue, name }) => (
            <li key={queue} class="tone">
              <Select
                label={name}
                options={[...CHOICES, 'none' as const].map((tune) => ({ value: tune, label: t(`desk-tone-${tune}`) }))}
                value={toneOf(tones, queue)}
                onPick={(tune) => change({ queues: { ...tones.queues, [queue]: tune as Tune | 'none' } })}
              />
              <Listen tune={toneOf(tones, queue)} name={name} />
            </li>
          ))}
        </ul>
      )}
      <div class="tone">
        <Checkbox label={t('desk-tones-knock')} checked={tones.knock} onToggle={(knock) => change({ knock })} />
        <Listen tune="knock" name={t('desk-tone-knock')} />
      </div>
    </Dialog>
  );
}

function Listen({ tune, name }: { tune: Tune | 'none'; name: string }) {
  if (tune === 'none') return null;
  return (
    <button type="button" class="bar-tool tone-listen" aria-label={t('desk-tone-listen-to', { name })} data-repeats onClick={() => void play(tune)}>
      <Icon name="sound" size={20} />
      <span>{t('desk-tone-listen')}</span>
    </button>
  );
}
