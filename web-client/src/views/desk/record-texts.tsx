/** The text line with somebody, at the foot of the record. */
import type { Said } from '../../protocol.gen';
import { t } from '../../texts';
import { Chat } from '../chat/chat';
import type { Work } from './work';

export function Texts({ visit, who, lines, work }: { visit: string; who: string; lines: readonly Said[]; work: Work }) {
  return (
    <div class="record-texts" data-key="t" data-key-focus="field">
      <Chat lines={lines} me="clerk" who={who} empty={t('desk-texts-empty')} level={3} titled={false} onSay={(text) => work.acts.say(visit, text)} />
    </div>
  );
}
