import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** `npm run bench -- <name> [--option=value ...]`; without a name it says which there are. */

const BENCHES = {
  'first-sync': '100,000 comments from the server to an indexed replica, cold',
  incremental: 'a server transaction of 1,000 rows until it is visible',
  'edit-to-screen': 'an edit until the patch reaches the page, with 100,000 rows and 1,000 waiting writes',
  composer: 'a key typed in a post with 10 channels until it is painted',
  propagate: 'an edit on one desktop until it is in the replica of another',
  agency: '50 desktops with 100 brands each: held polls, memory, and how soon an edit is everywhere',
  'fan-out': '500 live clients of one brand and a transaction of 50 rows',
  rebase: 'a batch from the server under 1,000 waiting writes',
  queries: 'calendar, inbox and search with 100,000 posts and comments',
  calendar: 'a month of 10,000 posts in Chromium: first paint, and frames while one is dragged',
  library: 'a library of 10,000 files in Chromium: first paint, and frames while it is scrolled',
  upload: 'a file to the server against a bare copy over the same loopback',
  import: 'a sheet of 5,000 rows from its bytes to posts',
  publisher:
    'a post due until the platform is called, what the ledger costs, claims against bare SKIP LOCKED',
  'publish-load':
    '10,000 posts due in one minute on 200 accounts, with limits, faults and a worker killed every 5 s',
  start: 'cold start to first data with 100,000 posts and comments',
} as const;

const [name = '', ...options] = process.argv.slice(2);
if (!Object.hasOwn(BENCHES, name)) {
  for (const [each, what] of Object.entries(BENCHES))
    console.log(`npm run bench -- ${each.padEnd(15)} ${what}`);
  process.exit(name === '' ? 0 : 1);
}
// --expose-gc: memory is measured after what is free was freed.
const { status } = spawnSync(
  process.execPath,
  ['--expose-gc', join(import.meta.dirname, `${name}.ts`), ...options],
  {
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
