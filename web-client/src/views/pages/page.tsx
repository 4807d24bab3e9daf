/** Imprint, privacy, accessibility statement: what the city wrote, as paragraphs. */
import { useHeadingFocus } from '../../frame/focus';
import { Frame } from '../../frame/frame';
import { place } from '../../frame/place';
import { t } from '../../texts';

type Which = 'imprint' | 'privacy' | 'accessibility';

export function TextPage({ which }: { which: Which }) {
  return (
    <Frame personal>
      <TextScreen which={which} text={place.value?.[which] ?? ''} />
    </Frame>
  );
}

export function TextScreen({ which, text }: { which: Which; text: string }) {
  const heading = useHeadingFocus(which);
  return (
    <article class="sheet">
      <h1 class="kern-heading-large" tabIndex={-1} ref={heading}>
        {t(`${which}-title`)}
      </h1>
      {text
        .split(/\n{2,}/)
        .filter(Boolean)
        .map((paragraph, index) => (
          <p class="kern-body paragraph" key={index}>
            {paragraph}
          </p>
        ))}
      {which === 'accessibility' && <p class="kern-body">{t('accessibility-contact')}</p>}
      {which === 'privacy' && <p class="kern-body">{t('privacy-device')}</p>}
    </article>
  );
}
