import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';

const LANGUAGES = 'virtual:languages';
const NOTICES = 'virtual:notices';
/** The kinds of messages to a browser; their texts are `notice-<kind>-title` and `notice-<kind>-text`. */
const KINDS = ['near', 'place-ends'];

/**
 * The list of languages, read from the text files themselves: a new language is one new file.
 * Each file names itself with `language-name` and `language-direction`. Beside it what the service
 * worker says, in all languages: it is woken without a page that could tell it.
 */
export function languages(folder: string): Plugin {
  const made: Record<string, () => unknown> = { [LANGUAGES]: () => read(folder), [NOTICES]: () => notices(folder) };
  return {
    name: 'vorsprache-languages',
    resolveId: (id) => (id in made ? `\0${id}` : undefined),
    load: (id) => {
      const make = id.startsWith('\0') ? made[id.slice(1)] : undefined;
      return make && `export default ${JSON.stringify(make())};`;
    },
  };
}

function notices(folder: string) {
  const said = (code: string) => {
    const name = `${code}.ftl`;
    const text = readFileSync(join(folder, name), 'utf8');
    const words = (kind: string) => [kind, { title: value(text, `notice-${kind}-title`, name), body: value(text, `notice-${kind}-text`, name) }];
    return { lang: value(text, 'language-tag', name), dir: value(text, 'language-direction', name), ...Object.fromEntries(KINDS.map(words)) };
  };
  return Object.fromEntries(read(folder).map(({ code }) => [code, said(code)]));
}

function read(folder: string) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ftl'))
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return {
        code: basename(name, '.ftl'),
        name: value(text, 'language-name', name),
        direction: value(text, 'language-direction', name),
        tag: value(text, 'language-tag', name),
      };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function value(text: string, key: string, file: string): string {
  const found = new RegExp(`^${key} = (.+)$`, 'm').exec(text)?.[1];
  if (!found) throw new Error(`${file} lacks ${key}`);
  return found.trim();
}
