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
    openExternal: async () => undefined,
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
}
core.subscribe({ trusted: true }, 'state', {}, (answer) => console.log(JSON.stringify(answer)))();
await core.close();
process.exit(0);
