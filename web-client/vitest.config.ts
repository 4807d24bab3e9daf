import { defineConfig, mergeConfig } from 'vitest/config';
import vite from './vite.config.ts';

// Apart from vite.config.ts: building the package installs no vitest.
export default defineConfig((env) =>
  mergeConfig(vite(env), {
    test: {
      environment: 'jsdom',
      include: ['src/**/*.test.{ts,tsx}'],
      setupFiles: ['src/testing/setup.ts'],
      pool: 'threads',
      maxWorkers: 1,
      // Of a machine that is busy with other tests.
      testTimeout: 60_000,
    },
  }),
);
