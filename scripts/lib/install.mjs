// Installs from the lock file, when what is installed is not what it says.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './machine.mjs';

/** Inside node_modules, so that deleting that folder forgets it too. */
const STAMP = '.installed-lock';

/**
 * `npm ci` in a folder, without install scripts (nothing here needs one, and npm would compile better-sqlite3, which
 * brings its binaries, on machines without a compiler), unless node_modules already matches its lock file.
 * @param {string} folder holds package.json and package-lock.json
 * @returns {Promise<boolean>} whether it installed
 */
export async function ensureInstalled(folder) {
  // For those who look after node_modules themselves (npm ci deletes it first, under whatever runs from it).
  if (process.env.PILLARBOX_INSTALL === 'off') return false;
  const lock = lockHash(folder);
  if (isCurrent(folder, lock)) return false;
  console.log(`Installing from ${join(folder, 'package-lock.json')} (about a minute the first time)`);
  const code = await npmCi(folder);
  if (code !== 0) {
    throw new Problem(
      `npm ci failed (${code}) in ${folder}. See its message above; it is safe to run this again.`,
    );
  }
  writeFileSync(join(folder, 'node_modules', STAMP), lock);
  return true;
}

/**
 * Whether node_modules matches this lock file: we installed it from just this one (a checkout may renew its time), or
 * somebody's own npm wrote it after it.
 */
export function isCurrent(folder, lock = lockHash(folder)) {
  const stamp = join(folder, 'node_modules', STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return true;
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

function npmCi(folder) {
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: folder, stdio: 'inherit' };
  // npm tells its scripts where it is; by hand it is what the PATH says, which only a shell finds on Windows.
  const { npm_execpath: cli } = process.env;
  const child = cli?.endsWith('.js')
    ? spawn(process.execPath, [cli, ...args], options)
    : spawn('npm', args, { ...options, shell: process.platform === 'win32' });
  return new Promise((done, failed) => {
    child.once('exit', (code) => done(code ?? 1));
    child.once('error', () =>
      failed(new Problem('npm was not found. It comes with Node: https://nodejs.org.')),
    );
  });
}
