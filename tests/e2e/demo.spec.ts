import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from './fixtures.ts';
import { openBrandTab } from './steps.ts';

const root = resolve(import.meta.dirname, '../..');

/** `npm run demo` in a home of its own, as where there is no display. */
async function npmRunDemo(home: string): Promise<{ url: string; stop(): Promise<number | null> }> {
  const child = spawn(process.execPath, ['scripts/start.mjs', '--demo'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_DATA_HOME: home,
      PORT: '0',
      TZ: 'Europe/Berlin',
      PILLARBOX_HOST: 'browser',
      PILLARBOX_INSTALL: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  let output = '';
  const url = await new Promise<string>((found, failed) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const address = /^ {2}(http:\/\/\S+)$/m.exec(output)?.[1];
        if (address) found(address);
      });
    }
    void ended.then((code) => failed(new Error(`It ended with ${code}:\n${output}`)));
  });
  return {
    url,
    stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

test('npm run demo shows a filled brand, once, apart from one’s own data', async ({ page }) => {
  const home = await mkdtemp(join(tmpdir(), 'pillarbox-demo-'));
  try {
    let demo = await npmRunDemo(home);
    await page.goto(demo.url);
    await expect(page.getByRole('button', { name: /^Harbour Bakery/ })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Your first week' })).toHaveCount(0);
    await expect(page.getByRole('grid').getByRole('button', { name: /From the oven/ })).not.toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Inbox, 4 waiting' })).toBeVisible();
    await openBrandTab(page, 'Settings');
    await page.getByLabel('Name', { exact: true }).fill('My Bakery');
    await expect(page.getByRole('button', { name: /^My Bakery/ })).toBeVisible();
    expect(await demo.stop()).toBe(0);

    // It is a profile like any other: what was changed stays, and nothing is filled in again.
    demo = await npmRunDemo(home);
    await page.goto(demo.url);
    await page.getByRole('button', { name: /^My Bakery/ }).click();
    await expect(page.getByRole('menuitemradio').or(page.getByRole('menuitem'))).toHaveText([
      /My Bakery/,
      /New brand/,
    ]);
    expect(await demo.stop()).toBe(0);
  } finally {
    // As root the database lies in a folder of its unprivileged user; the pointer says which.
    const pointer = await readFile(join(home, 'pillarbox/demo/server/postgres.json'), 'utf8').catch(
      () => '{}',
    );
    const { folder } = JSON.parse(pointer) as { folder?: string };
    if (folder) await rm(folder, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  }
});
