/** At the head of a call: more room for the picture, and the record beside it when the columns are away. */
import { t } from '../../texts';
import { Key, type KeyName } from './keys';
import { canFill, drawer, full, toggleFull, wide } from './wide';

export function PictureTools() {
  return (
    <span class="picture-tools">
      {wide.value && <Tool name="," on={drawer.value} word={t('desk-drawer')} onClick={() => (drawer.value = !drawer.value)} />}
      <Tool name="-" on={wide.value} word={t(wide.value ? 'desk-wide-off' : 'desk-wide')} onClick={() => (wide.value = !wide.value)} />
      {canFill && <Tool name="+" on={full.value} word={t(full.value ? 'desk-full-off' : 'desk-full')} onClick={() => void toggleFull()} />}
    </span>
  );
}

function Tool({ name, on, word, onClick }: { name: KeyName; on: boolean; word: string; onClick: () => void }) {
  return (
    <button type="button" class="picture-tool" data-key={name} aria-keyshortcuts={name} aria-pressed={on} onClick={onClick}>
      {word}
      <Key name={name} />
    </button>
  );
}
