/** What surrounds every view: city, language, help by telephone, the connection in words, one live region. */
import type { ComponentChildren } from 'preact';
import { unbroken } from '../format';
import { announcement } from '../announce';
import { language, offered, speak, t } from '../texts';
import { dialled } from '../person';
import { Icon } from '../ui';
import { Emblem } from './emblem';
import { EndHere } from './end-here';
import { place } from './place';

interface Props {
  children: ComponentChildren;
  /** The number of the office concerned; else that of the city. */
  phone?: string | null | undefined;
  /** Lines above everything: connection, and what the page wants to say about itself. */
  above?: ComponentChildren;
  /** For the header's right side, e.g. the state of a desk. */
  tools?: ComponentChildren;
  /** A desk uses the whole width. */
  wide?: boolean;
  /** A page of citizens, on which they can end everything personal on this computer. */
  personal?: boolean;
  /** A call uses the whole screen: no footer. */
  bare?: boolean;
}

export function Frame({ children, phone, above, tools, wide = false, personal = false, bare = false }: Props) {
  return (
    <div class={`frame${wide ? ' frame--wide' : ''}${bare ? ' frame--bare' : ''}`}>
      <a class="skip kern-link" href="#main" onClick={skip}>
        {t('frame-skip')}
      </a>
      <Header phone={phone ?? place.value?.phone} tools={tools} />
      <div class="above">{above}</div>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {!bare && <Footer personal={personal} />}
      <LiveRegion />
    </div>
  );
}

/** The fragment names visit or booking here, so the jump leaves the address alone. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function Header({ phone, tools }: { phone: string | null | undefined; tools: ComponentChildren }) {
  return (
    <header class="header">
      <div class="header-inside">
        <span class="header-name" translate={false}>
          <Emblem />
          {place.value?.authority_name ?? t('frame-city')}
        </span>
        <div class="header-tools">
          {tools}
          {phone && (
            <a class="header-phone kern-link" href={dialled(phone)}>
              <Icon name="phone" size={20} />
              <span>
                <span class="header-help">{t('frame-help')}</span> <bdi translate={false}>{unbroken(phone)}</bdi>
              </span>
            </a>
          )}
          <LanguageSwitch />
        </div>
      </div>
    </header>
  );
}

function LanguageSwitch() {
  return (
    <select class="language" translate={false} aria-label={t('frame-language')} onChange={(event) => void speak(event.currentTarget.value, true)}>
      {offered().map(({ code, name, tag }) => (
        <option key={code} value={code} lang={tag} selected={code === language.value.code}>
          {name}
        </option>
      ))}
    </select>
  );
}

function Footer({ personal }: { personal: boolean }) {
  return (
    <footer class="footer">
      {personal && <EndHere />}
      <nav aria-label={t('frame-about')}>
        <a class="kern-link" href="/imprint">{t('imprint-title')}</a>
        <a class="kern-link" href="/privacy">{t('privacy-title')}</a>
        <a class="kern-link" href="/accessibility">{t('accessibility-title')}</a>
        <a class="kern-link" href="/statistics">{t('statistics-title')}</a>
      </nav>
    </footer>
  );
}

function LiveRegion() {
  const { text, urgent } = announcement.value;
  return (
    <div class="kern-sr-only" role="status" aria-live={urgent ? 'assertive' : 'polite'} aria-atomic="true" data-live-region>
      {text}
    </div>
  );
}
