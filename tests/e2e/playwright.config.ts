import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** End to end: the real server, the real desktop core behind the browser host, and a system Chromium. */
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

export default defineConfig({
  testDir: '.',
  outputDir: '../results/e2e',
  // A story with several desktops takes a tenth of this where nothing else runs.
  timeout: 240_000,
  expect: {
    timeout: 15_000,
    // A character that changed is more than this; a picture reduced to its colours is less.
    toHaveScreenshot: {
      animations: 'disabled',
      caret: 'hide',
      scale: 'css',
      threshold: 0.15,
      maxDiffPixels: 60,
    },
  },
  snapshotPathTemplate: '{testDir}/baselines/{arg}{ext}',
  // Pictures are taken on purpose only: `npm run baselines`.
  updateSnapshots: process.env.PILLARBOX_BASELINES === 'take' ? 'all' : 'none',
  fullyParallel: false,
  // Half of a story is waiting: for a save, a poll, a due time.
  workers: 2,
  // What only `npm run soak` has the time for.
  ...(process.env.PILLARBOX_SOAK ? {} : { grepInvert: /@soak/ }),
  forbidOnly: true,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium && { executablePath: chromium }),
      // Nothing here may look for a network: Chromium's own background traffic is switched off.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
