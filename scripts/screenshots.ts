import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { STILL } from '../tests/e2e/baselines.ts';
import config from '../tests/e2e/playwright.config.ts';
import { screens } from '../tests/e2e/screens.ts';

/** `npm run screenshots`: takes docs/screenshots anew, from the example brand of `npm run demo`, light and dark. */

const root = resolve(import.meta.dirname, '..');
const SHOWN: Record<string, string> = { calendar: 'calendar, month', composer: 'composer', inbox: 'inbox' };

const profile = await mkdtemp(join(tmpdir(), 'pillarbox-screenshots-'));
const host = spawn(process.execPath, [join(root, 'out', 'main', 'browser.js')], {
  env: { ...process.env, ...STILL, PILLARBOX_DEMO: '1', PILLARBOX_PROFILE: profile, TZ: 'Europe/London' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((done) => host.once('exit', done));
const browser = await chromium.launch(config.use?.launchOptions ?? {});
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 2,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  await page.goto(await address());
  for (const [file, name] of Object.entries(SHOWN)) {
    const screen = screens.find((one) => one.name === name);
    if (!screen) throw new Error(`There is no screen called ${name}.`);
    await screen.show(page);
    // Nothing hovered, nothing focused that was only clicked to get here.
    await page.mouse.move(0, 0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => document.fonts.ready);
      const path = `docs/screenshots/${file}${colorScheme === 'dark' ? '-dark' : ''}.png`;
      await page.screenshot({ path: join(root, path) });
      console.log(path);
    }
  }
} finally {
  await browser.close();
  host.kill('SIGTERM');
  await ended;
  await rm(profile, { recursive: true, force: true });
}

/** Where the desktop can be opened, once it says so. */
function address(): Promise<string> {
  return new Promise((found, failed) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const url = /^PILLARBOX_URL (\S+)/.exec(line)?.[1];
      if (url) found(url);
    });
    void ended.then((code) => failed(new Error(`The desktop ended with ${code}.`)));
  });
}
