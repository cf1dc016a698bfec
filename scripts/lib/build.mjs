// Builds the desktop, unless nothing it is made of has changed since the last build.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, Problem, pinnedNode, root } from './machine.mjs';

const SOURCES = [
  'main',
  'preload',
  'renderer',
  'shared',
  'migrations/replica',
  'electron.vite.config.ts',
  'lingui.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/** @returns {Promise<boolean>} whether it built */
export async function ensureBuilt() {
  const stamp = join(root, 'out', '.sources');
  const sources = hashOf(SOURCES.map((name) => join(root, name)));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return false;
  // A build that stops half-way must not count as one.
  rmSync(stamp, { force: true });
  const started = Date.now();
  await build();
  writeFileSync(stamp, sources);
  console.log(`Built the desktop in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return true;
}

/** A hash over names and contents of all files in some folders. Tests are no part of a build. */
export function hashOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (/\.test\.tsx?$/.test(path)) return;
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  };
  for (const path of paths) {
    if (!existsSync(path)) continue;
    try {
      const entries = readdirSync(path, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
      for (const file of files.sort()) add(file);
    } catch (error) {
      if (error.code !== 'ENOTDIR') throw error;
      add(path);
    }
  }
  return hash.digest('hex');
}

async function build() {
  const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const child = spawn(pinnedNode(), [cli, 'build'], {
    cwd: root,
    env: environment({ NODE_ENV: 'production' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Problem(`${output.trim()}\n\nThe build failed (${code}).`);
}
