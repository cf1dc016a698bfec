// A server reduced to its Postgres, for tests that kill it: node embedded-child.ts <dataHome> [systemFolder].
// Prints its URL and lives until it is told to stop; on SIGTERM it stops Postgres cleanly.
import { startEmbeddedPostgres } from '../../server/db/embedded.ts';
import { createLog } from '../../server/log.ts';

const [dataHome = '', systemFolder] = process.argv.slice(2);
const postgres = await startEmbeddedPostgres({
  dataHome,
  log: createLog({ level: 'silent' }),
  ...(systemFolder ? { systemFolder } : {}),
});
process.on('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
console.log(`URL ${postgres.url}`);
setInterval(() => undefined, 60_000);
