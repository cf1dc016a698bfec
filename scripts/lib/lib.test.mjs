import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from './build.mjs';
import { findElectron, installedElectron } from './electron.mjs';
import { isCurrent } from './install.mjs';
import { start, startUntil } from './processes.mjs';
import { playwrightTotals, sum, vitestTotals } from './totals.mjs';

let folder;
const file = (name, text = '') => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('installing', () => {
  it('is needed for a fresh clone, and again when the lock file changes, but not when only its time does', () => {
    const lock = file('package-lock.json', '{"a":1}');
    expect(isCurrent(folder)).toBe(false);
    file('node_modules/.package-lock.json');
    expect(isCurrent(folder)).toBe(true);
    utimesSync(lock, new Date(), new Date(Date.now() + 60_000));
    expect(isCurrent(folder)).toBe(true);
    file('package-lock.json', '{"a":2}');
    expect(isCurrent(folder)).toBe(false);
  });

  it('is not needed after somebody ran npm themselves, whatever we installed from before', () => {
    file('node_modules/.installed-lock', 'another');
    file('package-lock.json', '{"a":1}');
    utimesSync(file('node_modules/.package-lock.json'), new Date(), new Date(Date.now() + 1000));
    expect(isCurrent(folder)).toBe(true);
  });

  it('is needed when what is installed is older than the lock file and nobody knows from which it came', () => {
    const installed = file('node_modules/.package-lock.json');
    file('package-lock.json', '{"a":1}');
    utimesSync(installed, new Date(0), new Date(0));
    expect(isCurrent(folder)).toBe(false);
  });
});

describe('building', () => {
  it('is needed when a source changes, comes, goes or is renamed, and not when a test does', () => {
    file('main/a.ts', 'a');
    const hash = () => hashOf([join(folder, 'main'), join(folder, 'missing')]);
    const first = hash();
    file('main/deep/a.test.ts', 'test');
    expect(hash()).toBe(first);
    file('main/a.ts', 'b');
    expect(hash()).not.toBe(first);
    file('main/a.ts', 'a');
    expect(hash()).toBe(first);
    file('main/deep/b.ts', '');
    expect(hash()).not.toBe(first);
  });
});

describe('finding Electron', () => {
  const log = () => undefined;
  // As root on Linux the answer is always no, before anything else is asked.
  const asUser = async (env) => {
    const { getuid } = process;
    process.getuid = () => 1000;
    try {
      return await findElectron({ DISPLAY: ':0', ...env }, { folder, log });
    } finally {
      process.getuid = getuid;
    }
  };
  const binary =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  beforeEach(() => {
    file('package.json', '{"version":"45.4.1"}');
  });

  it('takes one that is installed, of the right version, with its binary really there', async () => {
    file('dist/version', 'v45.4.1');
    file('path.txt', binary);
    expect(installedElectron({}, folder)).toBeUndefined();
    const path = file(join('dist', binary));
    chmodSync(path, 0o755);
    expect(await asUser({})).toEqual({ path });
    file('dist/version', '44.0.0');
    expect(installedElectron({}, folder)).toBeUndefined();
  });

  it('never looks for a network where there is no display or the browser is asked for', async () => {
    if (process.platform === 'linux') {
      expect(await findElectron({}, { folder, log })).toEqual({ reason: 'there is no display' });
    }
    expect(await asUser({ PILLARBOX_HOST: 'browser' })).toEqual({
      reason: expect.stringContaining('asks for it'),
    });
  });

  it('gives up at once on a network that refuses and within seconds on one that never answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((done) => silent.once('listening', done));
    const refused = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => refused.once('listening', done));
    const refusedUrl = `http://127.0.0.1:${refused.address().port}`;
    await new Promise((done) => refused.close(done));
    expect(await asUser({ ELECTRON_MIRROR: refusedUrl })).toEqual({
      reason: expect.stringContaining('cannot be downloaded'),
    });
    const started = Date.now();
    const answer = await asUser({ ELECTRON_MIRROR: `http://127.0.0.1:${silent.address().port}` });
    expect(answer).toEqual({ reason: expect.stringContaining('cannot be downloaded') });
    expect(Date.now() - started).toBeLessThan(10_000);
    silent.closeAllConnections();
    await new Promise((done) => silent.close(done));
  }, 20_000);

  it('says so when the folder that was named holds none', async () => {
    expect(await asUser({ ELECTRON_OVERRIDE_DIST_PATH: folder })).toEqual({
      reason: `there is no Electron in ${folder}`,
    });
  });
});

describe('processes', () => {
  const program = (text) => (onLine) =>
    start({ command: process.execPath, args: ['-e', text], cwd: folder, env: process.env, onLine });

  it('waits for the line, then ends the process when asked', async () => {
    const { running, value } = await startUntil(
      program('console.log("noise"); console.log("READY 7"); setInterval(() => {}, 1000)'),
      (line) => /^READY (\d)/.exec(line)?.[1],
    );
    expect(value).toBe('7');
    await running.stop();
    await running.stop();
    expect(await running.exited).toBeNull();
  });

  it('tells a process that ends before it is ready, with its last words', async () => {
    const { running, value, code } = await startUntil(
      program('console.error("no disk"); process.exit(3)'),
      () => undefined,
    );
    expect([value, code, running.lastWords()]).toEqual([undefined, 3, 'no disk']);
  });

  it('tells a program that does not exist', async () => {
    const launch = (onLine) =>
      start({ command: join(folder, 'nothing'), args: [], cwd: folder, env: {}, onLine });
    const { running, code } = await startUntil(launch, () => undefined);
    expect(code).not.toBe(0);
    expect(running.lastWords()).toContain('ENOENT');
    await running.stop();
  });
});

describe('totals', () => {
  it('adds up both runners', () => {
    const vitest = file('v.json', '{"numPassedTests":5,"numFailedTests":0}');
    const playwright = file('p.json', '{"stats":{"expected":3,"flaky":1,"unexpected":2}}');
    expect(
      sum([vitestTotals({ file: vitest, code: 0 }), playwrightTotals({ file: playwright, code: 1 })]),
    ).toEqual({
      passed: 9,
      failed: 2,
    });
  });

  it('counts a run that broke without a failed test, or without a report, as a failure', () => {
    const vitest = file('v.json', '{"numPassedTests":5,"numFailedTests":0}');
    expect(vitestTotals({ file: vitest, code: 1 })).toEqual({ passed: 5, failed: 1 });
    expect(playwrightTotals({ file: join(folder, 'none.json'), code: 1 })).toEqual({ passed: 0, failed: 1 });
  });
});
