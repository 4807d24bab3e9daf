/** Why was somebody before me? Answered by the record, in sentences, without anybody's name. */
import { useSignal } from '@preact/signals';
import { announce } from '../../announce';
import { choice, t } from '../../texts';
import type { WhyAnswer } from '../../wire';
import { ActButton } from './act';
import type { Acts } from './journey';
import { inOrder } from './standing';

type Before = WhyAnswer['before'];

/** The sentences of an answer; the last one says what did not happen, if so. */
export function sentencesOf(before: Before): string[] {
  const some = before.filter(({ count }) => count > 0);
  const said = some.map(({ cause, count }) => choice('why', cause, { n: count }));
  if (said.length === 0) said.push(t('why-nobody'));
  return inOrder(some.map(({ cause }) => cause)) ? [...said, t('why-in-order')] : said;
}

export function WhyPanel({ acts }: { acts: Acts }) {
  const before = useSignal<Before | null>(null);
  const ask = async () => {
    before.value = (await acts.why()).before;
    announce(sentencesOf(before.value).join(' '));
  };
  return (
    <section class="why" aria-label={t('why-button')}>
      <div>
        <ActButton looks="tertiary" act={ask}>
          {t('why-button')}
        </ActButton>
      </div>
      {before.value && <Reasons before={before.value} />}
    </section>
  );
}

export function Reasons({ before }: { before: Before }) {
  return (
    <ul class="why-list">
      {sentencesOf(before).map((sentence) => (
        <li class="kern-body" key={sentence}>
          {sentence}
        </li>
      ))}
    </ul>
  );
}
