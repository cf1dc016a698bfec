import { expect, it, vi } from 'vitest';
import type { Workspace } from '../workspace.ts';
import { createMailLanguage } from './mail-language.ts';

it('is told once for an account, again when it is another one, and later where the server was away', async () => {
  const settings: Record<string, unknown> = {};
  const sent: unknown[] = [];
  let away = true;
  let wanted = 'de-AT';
  const heard = new Set<() => void>();
  const mailLanguage = createMailLanguage({
    profile: {
      settings: () => settings,
      setSetting: (key, value) => {
        settings[key] = value;
      },
    },
    api: {
      async request(_method, _path, body, answer) {
        if (away) throw new Error('away');
        sent.push(body);
        return answer.parse({ offered: true, failures: true });
      },
    },
    wanted: () => wanted,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  const workspace = {
    account: { serverUrl: 'http://server.test', serverKey: 'key', personId: 'ada' },
    replica: {
      syncState: () => ({ status: 'up_to_date' }),
      onSyncState(listener: () => void) {
        heard.add(listener);
        return () => heard.delete(listener);
      },
    },
  } as unknown as Workspace;
  const stop = mailLanguage.follow(workspace);
  await vi.waitFor(() => expect(heard.size).toBe(1));
  away = false;
  for (const listener of heard) listener();
  await vi.waitFor(() => expect(sent).toEqual([{ language: 'de-AT' }]));
  await vi.waitFor(() => expect(settings.mailLanguage).toContain('de-AT'));
  stop();
  expect(heard.size).toBe(0);

  mailLanguage.follow(workspace)();
  wanted = 'fr';
  mailLanguage.follow(workspace);
  await vi.waitFor(() => expect(sent).toEqual([{ language: 'de-AT' }, { language: 'fr' }]));
});
