import type { Record as VisitRecord } from '../../protocol.gen';

/** The visit in the own hand, or null: a record stays known after its visit was sent back or ended. */
export function inHand(current: VisitRecord | null): VisitRecord | null {
  return current && (current.stage === 'called' || current.stage === 'in-call') ? current : null;
}
