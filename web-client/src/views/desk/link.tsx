/** A link to read out, to write down or to copy. */
import { useSignal } from '@preact/signals';
import { announce } from '../../announce';
import { t } from '../../texts';
import { Button } from '../../ui';

export function LinkShown({ url }: { url: string }) {
  return (
    <div class="link-shown">
      <p class="link-address" dir="ltr">
        {url}
      </p>
      <CopyButton url={url} />
    </div>
  );
}

export function CopyButton({ url }: { url: string }) {
  const word = useSignal('desk-link-copy');
  const copy = async () => {
    const copied = await Promise.resolve(navigator.clipboard?.writeText(url)).then(
      () => Boolean(navigator.clipboard),
      () => false,
    );
    word.value = copied ? 'desk-link-copied' : 'desk-link-by-hand';
    announce(t(word.value));
  };
  return (
    <Button icon={word.value === 'desk-link-copied' ? 'check' : 'copy'} onClick={() => void copy()}>
      {t(word.value)}
    </Button>
  );
}
