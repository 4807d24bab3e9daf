/** The numbers of this office, as the welcome says them; what it leaves out is as usual. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { OfficeRules } from './protocol.gen';

export type Rules = { readonly [K in keyof OfficeRules]-?: number };

const USUAL: Rules = { late_s: 300, late_choices_s: 600, warning_s: 20, undo_s: 10, take_up_s: 60, missed_calls: 3 };
const known = signal<Rules>(USUAL);

export const rules: ReadonlySignal<Rules> = known;

export function setRules(said: OfficeRules | undefined): void {
  known.value = { ...USUAL, ...said };
}
