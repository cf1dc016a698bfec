import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProfile } from './profile.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'profile-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const account = {
  serverUrl: 'http://127.0.0.1:4820',
  serverKey: 'one',
  personId: '019a0000-0000-7000-8000-000000000001',
  email: 'ada@example.com',
  name: 'Ada',
};

test('a profile keeps its device id, server, account and settings', () => {
  const first = openProfile(dir);
  first.setServer('https://pillarbox.example');
  first.setAccount(account);
  first.setSetting('view', { name: 'calendar' });
  first.setSetting('theme', 'dark');
  first.setSetting('theme', null);
  first.close();
  const second = openProfile(dir);
  expect(second.deviceId).toBe(first.deviceId);
  expect(second.server()).toBe('https://pillarbox.example');
  expect(second.account()).toEqual(account);
  expect(second.settings()).toEqual({ view: { name: 'calendar' } });
  second.setAccount(null);
  expect(second.account()).toBeNull();
  second.close();
});

test('a second desktop on the same profile is told so', () => {
  const first = openProfile(dir);
  expect(() => openProfile(dir)).toThrow(expect.objectContaining({ code: 'profile_in_use' }));
  first.close();
  openProfile(dir).close();
});

test('a desktop that was killed leaves no lock behind', async () => {
  const script = `const { openProfile } = await import(${JSON.stringify(resolve(import.meta.dirname, 'profile.ts'))});
    const profile = openProfile(${JSON.stringify(dir)}); console.log('open');
    setInterval(() => profile.dir, 1000);`; // held on to, as a desktop does: a database nobody holds is collected, and closed
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  expect(() => openProfile(dir)).toThrow(expect.objectContaining({ code: 'profile_in_use' }));
  child.kill('SIGKILL');
  await once(child, 'exit');
  openProfile(dir).close();
});

test('a folder that cannot be used is named, with the reason', () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  expect(() => openProfile(file)).toThrow(
    expect.objectContaining({ code: 'profile_unusable', details: { dir: file } }),
  );
});

test('settings cannot fill the disk', () => {
  const profile = openProfile(dir);
  expect(() => profile.setSetting('big', 'x'.repeat(200_000))).toThrow(
    expect.objectContaining({ code: 'too_large' }),
  );
  for (let n = 0; n < 520; n++) profile.setSetting(`k${n}`, n);
  expect(Object.keys(profile.settings())).toHaveLength(500);
  expect(profile.settings()).toHaveProperty('k519', 519);
  profile.close();
});
