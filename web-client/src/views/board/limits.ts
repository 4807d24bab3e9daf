/** Limits as a form has them: minutes and numbers of people as text, empty for off. Pure. */
import type { LimitsView } from '../../protocol.gen';

export type LimitName = keyof LimitsView;
export type LimitTexts = { [Name in LimitName]: string };

export const NAMES: readonly LimitName[] = ['wait_s', 'waiting', 'late_s', 'no_desk_s', 'no_shows'];
const MOST_MINUTES = 8 * 60;
const MOST_PEOPLE = 500;

const inMinutes = (name: LimitName) => name.endsWith('_s');

export function textsOf(limits: LimitsView): LimitTexts {
  const text = (name: LimitName) => {
    const value = limits[name];
    return value === null ? '' : String(inMinutes(name) ? Math.round(value / 60) : value);
  };
  return Object.fromEntries(NAMES.map((name) => [name, text(name)])) as LimitTexts;
}

/** The fields that say something no limit can be. */
export function wrongOnes(texts: LimitTexts): LimitName[] {
  return NAMES.filter((name) => {
    const text = texts[name].trim();
    const most = inMinutes(name) ? MOST_MINUTES : MOST_PEOPLE;
    return text !== '' && !(/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= most);
  });
}

export function limitsOf(texts: LimitTexts): LimitsView {
  const value = (name: LimitName) => {
    const text = texts[name].trim();
    return text === '' ? null : Number(text) * (inMinutes(name) ? 60 : 1);
  };
  return Object.fromEntries(NAMES.map((name) => [name, value(name)])) as unknown as LimitsView;
}
