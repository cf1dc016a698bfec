// `npm run restored`: after a backup of the database was put back. See "Backups" in README.md.
import { parseArgs } from 'node:util';
import { configHelp, readConfig } from '../server/config.ts';
import { checkDatabase, checkRoles } from '../server/db/check.ts';
import { createDb } from '../server/db/db.ts';
import { startEmbeddedPostgres } from '../server/db/embedded.ts';
import { migrate } from '../server/db/migrate.ts';
import { createLog } from '../server/log.ts';
import { beginAfterRestore } from '../server/sync/restored.ts';
import { AppError } from '../shared/errors.ts';

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help) {
  console.log(`npm run restored

Run it after a backup of the server's database was put back, with the server stopped and configured as the server is
(DATABASE_URL, or PILLARBOX_DATA for the embedded database). It changes no content; each brand gets a notice.

${configHelp()}`);
  process.exit(0);
}

const log = createLog({ level: 'warn' });
const undo: (() => Promise<void>)[] = [];
try {
  const config = readConfig(process.env);
  let url = config.databaseUrl;
  if (!url) {
    const postgres = await startEmbeddedPostgres({ dataHome: config.dataHome, log });
    undo.push(() => postgres.stop());
    url = postgres.url;
  }
  await checkDatabase(url);
  // The backup may be older than this version.
  await migrate({ url, log });
  await checkRoles(url);
  const db = createDb(url);
  undo.push(() => db.close());
  const { epoch, asOf, brands } = await beginAfterRestore(db);
  console.log(`The restored database is in use from now on (epoch ${epoch}).
${asOf ? `Its last change is of ${asOf}.` : 'Nobody had changed anything in it yet.'}

- Every desktop fetches everything anew when it next reaches the server, and then shows what the backup holds.
- Changes that have not reached the server yet are sent as usual. Those that had reached it after the backup was made,
  and that desktops had seen arrive, are gone. The people of ${brands === 1 ? '1 brand' : `${brands} brands`} are told so.
- Posts that went out after the backup was made may be shown as not sent.

Start the server now.`);
} catch (error) {
  console.error(error instanceof AppError ? `${error.message} (${error.code})` : error);
  process.exitCode = 1;
} finally {
  for (const step of undo.toReversed()) await step();
}
