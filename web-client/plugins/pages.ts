import type { Plugin } from 'vite';

/** The pages of the product: `/join` is `join.html`, `/` is `index.html`. */
export const PAGES = [
  'index',
  'join',
  'desk',
  'board',
  'statistics',
  'mailbox',
  'demo',
  'imprint',
  'privacy',
  'accessibility',
  'lost',
] as const;

/** While developing, `/join` is answered by `join.html`, as the server does it later. */
export function cleanAddresses(): Plugin {
  return {
    name: 'vorsprache-clean-addresses',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = request.url?.split('?')[0]?.slice(1) ?? '';
        if ((PAGES as readonly string[]).includes(path)) request.url = `/${path}.html`;
        next();
      });
    },
  };
}
