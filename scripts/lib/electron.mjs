// Finds out whether Electron can run here. Never by require('electron'): that starts a download without a time-out.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pinnedNode, root } from './machine.mjs';

const PROBE_MS = 4000;
const DOWNLOAD_MS = 10 * 60_000;

/**
 * @returns {Promise<{ path: string } | { reason: string }>} Electron's binary, fetched when needed and possible,
 *   or a sentence why the desktop opens in a browser instead
 */
export async function findElectron(
  env = process.env,
  { folder = join(root, 'node_modules', 'electron'), log = console.log } = {},
) {
  if (env.PILLARBOX_HOST === 'browser') return { reason: 'PILLARBOX_HOST=browser asks for it' };
  if (!hasDisplay(env)) return { reason: 'there is no display' };
  // Electron refuses to run as root with its sandbox on, and it does not run without.
  if (process.getuid?.() === 0 && process.platform === 'linux')
    return { reason: 'Electron does not run as root' };
  const found = installedElectron(env, folder);
  if (found) return { path: found };
  if (env.ELECTRON_OVERRIDE_DIST_PATH)
    return { reason: `there is no Electron in ${env.ELECTRON_OVERRIDE_DIST_PATH}` };
  if (!(await reachable(downloadUrl(env, folder))))
    return { reason: 'Electron is not installed yet and cannot be downloaded from here' };
  log('Downloading Electron (about 120 MB, once)');
  await install(folder, env);
  const installed = installedElectron(env, folder);
  return installed ? { path: installed } : { reason: 'Electron could not be downloaded' };
}

export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** The same files that Electron's own install.js looks at. */
export function installedElectron(env, folder) {
  const binary =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const path = join(override ?? join(folder, 'dist'), binary);
  if (override) return existsSync(path) ? path : undefined;
  try {
    const version = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const named = readFileSync(join(folder, 'path.txt'), 'utf8').trim();
    return version === versionOf(folder) && named === binary && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function downloadUrl(env, folder) {
  const version = versionOf(folder);
  const mirror =
    env.ELECTRON_MIRROR ??
    env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/releases/download/';
  return `${mirror.replace(/\/?$/, '/')}v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`;
}

async function reachable(url) {
  try {
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function install(folder, env) {
  const child = spawn(pinnedNode(), [join(folder, 'install.js')], {
    cwd: dirname(folder),
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), DOWNLOAD_MS);
  await new Promise((done) => child.once('exit', done).once('error', done));
  clearTimeout(timer);
}

const versionOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
