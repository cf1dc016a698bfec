// `npm run dev`: the server restarts and the screens reload as their sources change.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { checkMachine, environment, orExplain, pinnedNode, root, underPinnedNode } from './lib/machine.mjs';
import { onInterrupt, start } from './lib/processes.mjs';

await orExplain(async () => {
  checkMachine();
  await ensureInstalled(root);
  await underPinnedNode(import.meta.filename);
  await run();
});

async function run() {
  const { defaultDataHome, DEFAULT_PORT } = await import('../server/config.ts');
  const base = join(defaultDataHome(process.platform, process.env), '..', 'dev');
  const port = process.env.PORT || String(DEFAULT_PORT + 2);
  const env = environment({
    PORT: port,
    PILLARBOX_DATA: join(base, 'server'),
    PILLARBOX_PROFILE: join(base, 'desktop'),
    PILLARBOX_SERVER_URL: `http://127.0.0.1:${port}`,
    // Fixed for this run, so that an open page finds the restarted desktop again.
    PILLARBOX_BROWSER_PORT: process.env.PILLARBOX_BROWSER_PORT || String(DEFAULT_PORT + 3),
    PILLARBOX_BROWSER_TOKEN: process.env.PILLARBOX_BROWSER_TOKEN || randomBytes(32).toString('base64url'),
  });
  const electron = await findElectron(env);
  if ('reason' in electron) console.log(`The desktop opens in your browser, because ${electron.reason}.`);

  const show = (name) => (line) => console.log(`${name}  ${line}`);
  const node = pinnedNode();
  const running = [
    start({
      command: node,
      args: ['--watch', '--watch-preserve-output', 'server/main.ts'],
      cwd: root,
      env,
      onLine: show('server '),
    }),
    start({
      command: node,
      args: [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch'],
      cwd: root,
      // electron-vite starts whatever these name: the browser host needs no wrapper.
      env:
        'path' in electron
          ? env
          : { ...env, ELECTRON_EXEC_PATH: node, ELECTRON_ENTRY: 'out/main/browser.js' },
      onLine: show('desktop'),
    }),
  ];
  const end = async (code) => {
    await Promise.all(running.map((child) => child.stop()));
    process.exit(code);
  };
  onInterrupt(
    () => void end(0),
    () => process.exit(130),
  );
  await running[1].exited;
  await end(1);
}
