/** A sentence with a telephone number in it: on a telephone a touch of the number is enough. */
import { unbroken } from '../format';
import { dialled } from '../person';
import { t } from '../texts';

/** Stands for the number while the sentence is made; no text has it. */
const MARK = '\u0007';

export function Dial({ sentence, phone }: { sentence: string; phone: string }) {
  const [before = '', after = ''] = t(sentence, { phone: MARK }).split(MARK);
  return (
    <>
      {before}
      <a class="kern-link" href={dialled(phone)} dir="ltr" translate={false}>
        {unbroken(phone)}
      </a>
      {after}
    </>
  );
}
