import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };
import { languages } from './plugins/languages.ts';
import { cleanAddresses, PAGES } from './plugins/pages.ts';

/** What pages are written for: `browserslist` of package.json, as vite spells it. */
const baseline = manifest.browserslist.map((one) => one.replace('ios_saf', 'ios').replace(' >= ', ''));

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => {
  const pages = mode === 'gallery' ? ['gallery'] : PAGES;
  const worker = mode === 'gallery' ? {} : { sw: here('src/sw.ts') };
  return {
    plugins: [languages(here('src/texts')), cleanAddresses()],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: mode === 'gallery' ? 'dist' : '../broker/_web',
      emptyOutDir: true,
      target: baseline,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: { ...Object.fromEntries(pages.map((page) => [page, here(`${page}.html`)])), ...worker },
        // A service worker lives at the root, under one name for ever.
        output: { entryFileNames: ({ name }) => (name in worker ? '[name].js' : 'assets/[name]-[hash].js') },
      },
    },
    server: {
      proxy: { '/api': { target: process.env['VORSPRACHE_API'] ?? 'http://127.0.0.1:8080', ws: true } },
    },
  };
});
