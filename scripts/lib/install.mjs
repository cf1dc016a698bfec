// Installs from the lock file, when what is installed is not what it says.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Problem } from './machine.mjs';

/** Inside node_modules, so that deleting that folder forgets it too. */
const STAMP = '.installed-lock';

/**
 * `npm ci` in a folder, without install scripts (nothing here needs one, and npm would compile better-sqlite3, which
 * brings its binaries, on machines without a compiler), unless node_modules already matches its lock file.
 * @param {string} folder holds package.json and package-lock.json
 * @param {{ node?: string }} options node: runs npm under this Node, so that add-ons are built for it
 * @returns {Promise<boolean>} whether it installed
 */
export async function ensureInstalled(folder, { node = process.execPath } = {}) {
  const lock = lockHash(folder);
  if (isCurrent(folder, lock)) return false;
  console.log(`Installing from ${join(folder, 'package-lock.json')} (about a minute the first time)`);
  const code = await npm(
    ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      folder,
      node,
    },
  );
  if (code !== 0) {
    throw new Problem(
      `npm ci failed (${code}) in ${folder}. See its message above; it is safe to run this again.`,
    );
  }
  writeFileSync(join(folder, 'node_modules', STAMP), lock);
  return true;
}

/** Whether node_modules was installed from this lock file, by us or by somebody's own `npm ci`. */
export function isCurrent(folder, lock = lockHash(folder)) {
  const stamp = join(folder, 'node_modules', STAMP);
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lock;
  const installed = statSync(join(folder, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  const wanted = statSync(join(folder, 'package-lock.json'));
  if (!installed || installed.mtimeMs < wanted.mtimeMs) return false;
  writeFileSync(stamp, lock);
  return true;
}

function lockHash(folder) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

function npm(args, { folder, node }) {
  const env = { ...process.env, PATH: [dirname(node), process.env.PATH ?? ''].join(delimiter) };
  // npm tells its scripts where it is; by hand it is what the PATH says.
  const { npm_execpath: cli } = process.env;
  const [command, all] = cli?.endsWith('.js')
    ? [node, [cli, ...args]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
  const child = spawn(command, all, { cwd: folder, env, stdio: 'inherit', shell: command === 'npm.cmd' });
  return new Promise((done, failed) => {
    child.once('exit', (code) => done(code ?? 1));
    child.once('error', () =>
      failed(new Problem('npm was not found. It comes with Node: https://nodejs.org.')),
    );
  });
}
