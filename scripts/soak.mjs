// `npm run soak`: the sync engine's random runs and kills, thousands of them, the publisher's workers lost at every step of
// every connector, and a page used for long. It says what it saw.
//   npm run soak                      2,000 runs, then 200 kills of a desktop under write load, then the rest
//   npm run soak -- --parts crash     that part only (sync, crash, page; several with commas)
//   npm run soak -- --runs 500        so many runs
//   npm run soak -- --kills 50        so many kills
//   npm run soak -- --seed 12345      begins with this seed
//   npm run soak -- --forever         runs until it is stopped or something is wrong
// PILLARBOX_RUNS and PILLARBOX_KILLS say the same where no words can be added (a scheduled job).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { checkMachine, environment, orExplain, pinnedNode, root, underPinnedNode } from './lib/machine.mjs';

await orExplain(async () => {
  checkMachine();
  await underPinnedNode(import.meta.filename);
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: process.env.PILLARBOX_RUNS || '2000' },
      kills: { type: 'string', default: process.env.PILLARBOX_KILLS || '200' },
      parts: { type: 'string', default: 'sync,crash,page' },
      seed: { type: 'string' },
      forever: { type: 'boolean', default: false },
    },
  });
  for (const name of ['runs', 'kills'])
    if (!/^\d+$/.test(values[name]))
      throw new Error(
        `${name} is a number, and “${values[name]}” is none. Example: npm run soak -- --${name} 500`,
      );
  const parts = values.parts.split(',');
  const unknown = parts.find((part) => !['sync', 'crash', 'page'].includes(part));
  if (unknown !== undefined)
    throw new Error(`“${unknown}” is no part of the soak. There are sync, crash and page.`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const node = (args, env) => {
    const child = spawn(pinnedNode(), args, { cwd: root, env: environment(env), stdio: 'inherit' });
    return new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
  };
  const run = (files, env) => node([vitest, 'run', '--project', 'server', ...files], env);

  const work = {
    sync: async () => {
      const failed = await run(['tests/sync/model.test.ts', 'tests/sync/model-parts.test.ts'], {
        // Half of them each.
        PILLARBOX_MODEL_RUNS: values.forever ? 'forever' : String(Math.ceil(Number(values.runs) / 2)),
        ...(values.seed ? { PILLARBOX_MODEL_SEED: values.seed } : {}),
      });
      const converged =
        failed || (await run(['main/sync/convergence.test.ts'], { PILLARBOX_SYNC_RUNS: values.runs }));
      if (converged !== 0 || Number(values.kills) === 0) return converged;
      return run(['tests/sync/killed.test.ts'], { PILLARBOX_KILLS: values.kills });
    },
    crash: () =>
      run(['server/publisher/crash'], {
        PILLARBOX_CRASH: 'full',
        PILLARBOX_CRASH_REPORT: join(root, 'docs', 'CRASH-MATRIX.md'),
      }),
    page: async () => {
      await ensureBuilt();
      const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
      const words = ['test', '-c', 'tests/e2e/playwright.config.ts', '--grep', '@soak'];
      return node([playwright, ...words], { PILLARBOX_SOAK: '1' });
    },
  };
  for (const part of parts) {
    process.exitCode = await work[part]();
    if (process.exitCode !== 0) return;
  }
});
