// `npm run rotate-keys`: seals what the server keeps secret under its newest key. See "Keys" in README.md.
import { parseArgs } from 'node:util';
import { configHelp, readConfig } from '../server/config.ts';
import { checkRoles } from '../server/db/check.ts';
import { createDb } from '../server/db/db.ts';
import { startEmbeddedPostgres } from '../server/db/embedded.ts';
import { createLog } from '../server/log.ts';
import { addVaultKey, loadVaultKeys } from '../server/vault-keys.ts';
import { rotateVault } from '../server/vault-rotation.ts';
import { AppError } from '../shared/errors.ts';

const { values } = parseArgs({ options: { help: { type: 'boolean' }, 'new-key': { type: 'boolean' } } });
if (values.help) {
  console.log(`npm run rotate-keys [-- --new-key]

Seals every stored token and key anew under the first key of PILLARBOX_VAULT_KEYS, or of the key file in the data home.
Servers on a database of your own may run meanwhile, once all of them know the new key.
--new-key  makes a new key at the head of the key file first; with the server stopped

${configHelp()}`);
  process.exit(0);
}

const log = createLog({ level: 'warn' });
const undo: (() => Promise<void>)[] = [];
try {
  const config = readConfig(process.env);
  if (values['new-key']) await addVaultKey(config);
  const keys = await loadVaultKeys(config);
  let url = config.databaseUrl;
  if (!url) {
    const postgres = await startEmbeddedPostgres({ dataHome: config.dataHome, log });
    undo.push(() => postgres.stop());
    url = postgres.url;
  }
  await checkRoles(url);
  const db = createDb(url);
  undo.push(() => db.close());
  const { resealed, unreadable } = await rotateVault(db, keys);
  console.log(`Sealed anew under key "${keys[0].id}": ${resealed}.`);
  if (unreadable > 0) {
    console.error(`No key opens ${unreadable}: put the key they were sealed with back, and run this again.`);
    process.exitCode = 1;
  } else if (keys.length > 1) console.log('Older keys are no longer needed, except for backups made before.');
} catch (error) {
  console.error(error instanceof AppError ? `${error.message} (${error.code})` : error);
  process.exitCode = 1;
} finally {
  for (const step of undo.toReversed()) await step();
}
