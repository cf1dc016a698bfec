/**
 * A worker process that ends itself, or falls asleep, at one step of a publication; the crash tests start it.
 * Its one argument is JSON, see `Job`. Run by node.
 */
import { createBlueskyConnector } from '../../shared/connectors/bluesky/index.ts';
import type { Connector } from '../../shared/connectors/contract.ts';
import { createSandboxConnector } from '../../shared/connectors/sandbox/index.ts';
import { createDb } from '../db/db.ts';
import { createLog } from '../log.ts';
import { createSessions } from '../modules/connections/sessions.ts';
import { createPublisher } from './publisher.ts';

export type CrashAt =
  | 'before arming'
  | 'before the platform has it'
  | 'after the platform took it'
  | 'asleep before sending';
export type Job = {
  databaseUrl: string;
  platform: 'sandbox' | 'bluesky';
  baseUrl: string;
  vaultKey: { id: string; base64: string };
  crash: CrashAt;
  /** Which of the things it sends: 0 is the post, 1 the part that follows it. */
  step: number;
  times: { writeMs: number; leaseMs: number };
};

process.stdin.on('end', () => process.exit(1)).resume();

const job: Job = JSON.parse(process.argv[2] ?? '');
const noMedia = () => Promise.reject(new Error('There are no files in this test.'));
const die = (signal: 'SIGKILL' | 'SIGSTOP') => process.kill(process.pid, signal);
const posts = /\/sandbox\/api\/(posts|comments)$|com\.atproto\.repo\.putRecord/;
let prepared = -1;
let sent = -1;

const dangerous: typeof globalThis.fetch = async (input, init) => {
  if (init?.method?.toUpperCase() !== 'POST' || !posts.test(String(input))) return fetch(input, init);
  sent += 1;
  if (sent !== job.step) return fetch(input, init);
  if (job.crash === 'before the platform has it') die('SIGKILL');
  if (job.crash === 'asleep before sending') die('SIGSTOP');
  const answer = await fetch(input, init);
  if (job.crash === 'after the platform took it') die('SIGKILL');
  return answer;
};

const make = { sandbox: createSandboxConnector, bluesky: createBlueskyConnector }[job.platform];
const connector = make({ fetch: dangerous, now: () => new Date(), baseUrl: job.baseUrl, readMedia: noMedia });
const crashing: Connector = {
  ...connector,
  settleMs: 50,
  async prepare(...args) {
    prepared += 1;
    if (job.crash === 'before arming' && prepared === job.step) die('SIGKILL');
    return connector.prepare?.(...args) ?? null;
  },
};
const db = createDb(job.databaseUrl);
const log = createLog({ level: 'silent' });
const connectors = new Map([[job.platform as string, crashing]]);
const vaultKeys = [{ id: job.vaultKey.id, key: Buffer.from(job.vaultKey.base64, 'base64') }] as const;
const sessions = createSessions({ db, log, connectors, vaultKeys, now: () => new Date() });
const publisher = createPublisher({ db, log, connectors, sessions }, { intervalMs: 50, ...job.times });
await publisher.start();
