/** The city's coat of arms, where it has set one. The city's name stands beside it, so it says nothing itself. */
import { place } from './place';

export function Emblem({ large = false }: { large?: boolean }) {
  const source = place.value?.emblem;
  return source ? <img class={`emblem${large ? ' emblem--large' : ''}`} src={source} alt="" /> : null;
}
