/** Which services match a wish. Pure. */
import type { DepartmentView, ServiceView } from '../../protocol.gen';
import type { Channel } from '../../wire';

export interface Wish {
  words: string;
  channel: Channel | 'all';
}

/** Departments with their matching services; a department without any is left out. */
export function matching(departments: readonly DepartmentView[], { words, channel }: Wish): DepartmentView[] {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  const fits = (department: DepartmentView, service: ServiceView) => {
    const text = folded([department.name, service.name, service.note ?? '', ...(service.documents ?? [])].join(' '));
    return wanted.every((word) => text.includes(word)) && (channel === 'all' || service.channels.includes(channel));
  };
  return departments
    .map((department) => ({ ...department, services: department.services.filter((service) => fits(department, service)) }))
    .filter(({ services }) => services.length > 0);
}

/** "Fuehrungszeugnis", "führungszeugnis" and "Fuhrungszeugnis" are the same word to somebody who searches. */
export function folded(text: string): string {
  return text
    .toLocaleLowerCase('de')
    .replace(/ae/g, 'a')
    .replace(/oe/g, 'o')
    .replace(/ue/g, 'u')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '');
}
