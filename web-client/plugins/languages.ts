import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';

const NAME = 'virtual:languages';

/**
 * The list of languages, read from the text files themselves: a new language is one new file.
 * Each file names itself with `language-name` and `language-direction`.
 */
export function languages(folder: string): Plugin {
  return {
    name: 'vorsprache-languages',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? `export default ${JSON.stringify(read(folder))};` : undefined),
  };
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
