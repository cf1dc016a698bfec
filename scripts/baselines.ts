import { spawn } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pngQuantize } from '@napi-rs/image';
import { chromium } from '@playwright/test';
import config from '../tests/e2e/playwright.config.ts';

/**
 * `npm run baselines`: takes the pictures of tests/e2e/baselines anew, on the walk that runs axe. With `-- --check` the walk
 * compares what is on screen with them instead.
 * Each is reduced to the few colours a screen has, which leaves a third of its bytes.
 */

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'tests', 'e2e', 'baselines');

const check = process.argv.includes('--check');
if (!check) await rm(folder, { recursive: true, force: true });
const walk = spawn(
  process.execPath,
  [
    join(root, 'node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    '-c',
    'tests/e2e/playwright.config.ts',
    'accessible',
    '--grep',
    '@pictures',
  ],
  { cwd: root, env: { ...process.env, PILLARBOX_BASELINES: check ? 'compare' : 'take' }, stdio: 'inherit' },
);
const code = await new Promise<number | null>((ended) => walk.once('exit', ended));
if (code !== 0 || check) process.exit(code ?? 1);

let bytes = 0;
const pictures = await readdir(folder);
await Promise.all(
  pictures.map(async (name) => {
    const file = join(folder, name);
    const small = await pngQuantize(await readFile(file), { minQuality: 80, maxQuality: 99, speed: 8 });
    await writeFile(file, small);
    bytes += small.length;
  }),
);
const browser = await chromium.launch(config.use?.launchOptions ?? {});
const made = { browser: browser.version(), platform: `${process.platform}-${process.arch}` };
await browser.close();
await writeFile(join(folder, 'made-with.json'), `${JSON.stringify(made, null, 2)}\n`);
console.log(`${pictures.length} pictures, ${(bytes / 1e6).toFixed(1)} MB, made with ${made.browser}`);
