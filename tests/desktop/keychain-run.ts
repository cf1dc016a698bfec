// One start of the desktop with whatever keychain its environment offers; the test reads what it prints.
import { resolve } from 'node:path';
import { openCore } from '../../main/core.ts';
import { readLanguages } from '../../main/languages.ts';
import { createLog } from '../../main/log.ts';

const [profileDir = '', serverUrl = '', ...calls] = process.argv.slice(2);
const core = await openCore({
  host: {
    kind: 'browser',
    mediaBase: '/media/test',
    // The person's browser: whoever started this says what it would do with an address.
    openExternal: async (url) => {
      const browser = process.env.TEST_BROWSER;
      if (browser) await fetch(browser, { method: 'POST', body: url });
    },
    saveFile: async () => false,
    showFiles: async () => undefined,
    printPage: async () => 'cancelled',
  },
  profileDir,
  serverUrl,
  languages: readLanguages(),
  migrationsDir: resolve(import.meta.dirname, '../../migrations/replica'),
  keeperFile: resolve(import.meta.dirname, '../../main/keeper/thread.ts'),
  heicFile: resolve(import.meta.dirname, '../../main/media/heic-thread.ts'),
  log: createLog({ level: 'trace', file: `${profileDir}/desktop.log` }),
});
for (const call of calls) {
  const [method, args] = JSON.parse(call) as [string, unknown];
  const answer = await core.invoke({ trusted: true }, method, args);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  if (method === 'connections.signIn') await signedIn(answer.value);
}
core.subscribe({ trusted: true }, 'state', {}, (answer) => console.log(JSON.stringify(answer)))();
await core.close();
process.exit(0);

/** Waits as the page does beside the browser. */
async function signedIn(named: unknown): Promise<void> {
  for (;;) {
    const answer = await core.invoke({ trusted: true }, 'connections.signInState', named);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    const { state, code } = answer.value as { state: string; code: string | null };
    if (state === 'connected') return;
    if (state === 'failed') throw new Error(`The sign-in failed: ${code}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
