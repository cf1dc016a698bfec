import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    passWithNoTests: false,
    // A slow or busy machine is no failure; what hangs is one all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of a suite's time is waiting for servers and disks, so every core has one; the default spares one.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{shared,renderer,preload,scripts}/**/*.test.{ts,tsx,mjs}'],
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['{server,main,tests}/**/*.test.ts'],
          exclude: ['tests/e2e/**', 'tests/pds/**', '**/node_modules/**'],
          globalSetup: ['tests/support/engines.ts'],
        },
      },
    ],
  },
});
