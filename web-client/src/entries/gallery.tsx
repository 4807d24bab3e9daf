/** All view examples, one at a time: `gallery.html#<name>`. Never part of the product. */
import '../texts-kept';
import '../frame/style';
import { render } from 'preact';
import type { Examples } from '../example';
import { freeze } from '../clock';
import { NOW } from '../testing/examples';
import { preferred, speak, withStaffTexts } from '../texts';

const files = import.meta.glob<Examples>('../views/**/*.examples.tsx', { eager: true });
const examples = Object.values(files).flatMap((file) => file.examples);

withStaffTexts();
freeze(NOW);
await speak(new URLSearchParams(location.search).get('lang') ?? preferred());
addEventListener('hashchange', show);
show();

function show(): void {
  const root = document.getElementById('app');
  const wanted = examples.find(({ name }) => `#${name}` === decodeURIComponent(location.hash));
  if (root) render(wanted ? wanted.show() : <Contents />, root);
}

function Contents() {
  return (
    <ul>
      {examples.map(({ name }) => (
        <li key={name}>
          <a href={`#${name}`}>{name}</a>
        </li>
      ))}
    </ul>
  );
}
