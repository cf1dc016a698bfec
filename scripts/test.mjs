// `npm test`: installs what the tests need, then runs everything. Its last line is "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { checkMachine, environment, orExplain, pinnedNode, root, underPinnedNode } from './lib/machine.mjs';
import { ensureTestNeeds } from './lib/test-needs.mjs';
import { playwrightTotals, sum, vitestTotals } from './lib/totals.mjs';

const results = join(root, 'tests', 'results');
const bin = (...parts) => join(root, 'node_modules', ...parts);

await orExplain(async () => {
  checkMachine();
  ensureTestNeeds();
  await ensureInstalled(root);
  await underPinnedNode(import.meta.filename);
  await ensureInstalled(join(root, 'tests', 'pds'));
  process.exitCode = await runAll();
});

async function runAll() {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const reports = { vitest: join(results, 'vitest.json'), playwright: join(results, 'playwright.json') };

  const broken = [];
  const step = async (name, work) => {
    const started = Date.now();
    console.log(`\n== ${name}`);
    const code = await work().catch((error) => {
      console.error(error.message);
      return 1;
    });
    console.log(
      `== ${name}: ${code === 0 ? 'ok' : `failed (${code})`}, ${((Date.now() - started) / 1000).toFixed(0)} s`,
    );
    if (code !== 0) broken.push(name);
    return code;
  };

  await step('types', () => node([bin('typescript', 'bin', 'tsc'), '-p', '.']));
  await step('lint', () => node([bin('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--reporter=summary']));
  // The desktop's own tests start what was built.
  const built = await step('build', async () => {
    await ensureBuilt();
    return 0;
  });
  const vitest = await step('unit and server tests', () =>
    node([
      bin('vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reports.vitest}`,
    ]),
  );
  const totals = [vitestTotals({ file: reports.vitest, code: vitest })];
  if (built === 0 && existsSync(join(root, 'tests', 'e2e', 'playwright.config.ts'))) {
    const code = await step('end-to-end tests', () =>
      node(
        [
          bin('@playwright', 'test', 'cli.js'),
          'test',
          '-c',
          'tests/e2e/playwright.config.ts',
          '--reporter=list,json',
        ],
        {
          PLAYWRIGHT_JSON_OUTPUT_NAME: reports.playwright,
        },
      ),
    );
    totals.push(playwrightTotals({ file: reports.playwright, code }));
  }

  const { passed, failed } = sum(totals);
  if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
  if (passed + failed === 0) console.log('\nNo test ran.');
  console.log(`\n${passed} passed, ${failed} failed`);
  return broken.length > 0 || failed > 0 || passed === 0 ? 1 : 0;
}

/** Runs a Node program with its output on the screen. @returns its exit code */
function node(args, env = {}) {
  const child = spawn(pinnedNode(), args, {
    cwd: root,
    env: environment({ ...env, CI: '1' }),
    stdio: 'inherit',
  });
  return new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
}
