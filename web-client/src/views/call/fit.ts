/** Whether pictures of others fill their place, with the face in the middle, or are shown whole. Remembered. */
import { signal } from '@preact/signals';

const REMEMBERED = 'vorsprache-picture';
export const whole = signal(recalled());

export function toggleWhole(): void {
  whole.value = !whole.peek();
  try {
    localStorage.setItem(REMEMBERED, whole.value ? 'whole' : 'fill');
  } catch {
    // It then lasts until the page is closed.
  }
}

function recalled(): boolean {
  try {
    return localStorage.getItem(REMEMBERED) === 'whole';
  } catch {
    return false;
  }
}
