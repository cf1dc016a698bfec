import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type AppBskyFeedPost, AtpAgent, AtUri } from '@atproto/api';

export type PdsAccount = { did: string; handle: string; appPassword: string };
export type PdsPost = {
  uri: string;
  cid: string;
  text: string;
  createdAt: string;
  /** Address of the post this one answers directly; undefined for a post of its own. */
  replyTo: string | undefined;
  /** The post its thread begins with. */
  root: string | undefined;
};

export type TestPds = {
  /** The PDS, e.g. `http://localhost:41234`: what a Bluesky connector takes as its service. */
  url: string;
  plcUrl: string;
  /** A new account with an app password. A handle without a dot gets `.test`. */
  createAccount(handle: string, password?: string): Promise<PdsAccount>;
  /** Everything the account posted, oldest first, answers included. */
  posts(did: string): Promise<PdsPost[]>;
  /** Answers a post (or another answer) as the given account. */
  reply(as: PdsAccount, uri: string, text: string): Promise<{ uri: string; cid: string }>;
  /** The same with many answers at once. @returns their addresses */
  replyOften(as: PdsAccount, uri: string, texts: readonly string[]): Promise<string[]>;
  /** Answers to a post by anybody on this PDS, direct ones and those further down, oldest first. */
  replies(uri: string): Promise<PdsPost[]>;
  /** The account takes down a post of its own, elsewhere than with us. */
  remove(as: PdsAccount, uri: string): Promise<void>;
  /** The account switches itself off. */
  deactivate(as: PdsAccount): Promise<void>;
  stop(): Promise<void>;
};

const root = resolve(import.meta.dirname, '../..');
const pdsFolder = resolve(root, 'tests/pds');
const START_LIMIT_MS = 60_000;
const PASSWORD = 'correct horse battery';

/**
 * Starts a real Bluesky PDS with an in-memory PLC directory in a process of its own. It ends with `stop()`, or by
 * itself when this process goes away.
 * @param options.appViewUrl where the PDS passes on `app.bsky.*` reads; without one it answers them with 400
 * @throws when its packages are missing (`npm ci --prefix tests/pds` puts them there) or it does not start in a minute
 */
export async function startPds(options: { appViewUrl?: string } = {}): Promise<TestPds> {
  if (!existsSync(resolve(pdsFolder, 'node_modules/@atproto/pds')))
    throw new Error('The test PDS is not installed. Run: npm ci --prefix tests/pds');
  const args = ['main.mjs', ...(options.appViewUrl ? [options.appViewUrl] : [])];
  const child = spawn(nodeBinary(), args, { cwd: pdsFolder, stdio: ['pipe', 'pipe', 'inherit'] });
  const { url, plc } = await readyLine(child);

  const read = (did: string) => listPosts(url, did);
  return {
    url,
    plcUrl: plc,
    createAccount: (handle, password = PASSWORD) => createAccount(url, handle, password),
    posts: read,
    reply: (as, uri, text) => reply(url, as, uri, text),
    replyOften: (as, uri, texts) => replyOften(url, as, uri, texts),
    async replies(uri) {
      const { data } = await new AtpAgent({ service: url }).com.atproto.sync.listRepos({ limit: 1000 });
      const all = await Promise.all(data.repos.map((repo) => listPosts(url, repo.did, uri)));
      return all.flat().sort(byTime);
    },
    async remove(as, uri) {
      const agent = new AtpAgent({ service: url });
      await agent.login({ identifier: as.handle, password: as.appPassword });
      await agent.deletePost(uri);
    },
    async deactivate({ handle }) {
      const agent = new AtpAgent({ service: url });
      // An app password may not.
      await agent.login({ identifier: handle, password: PASSWORD });
      await agent.com.atproto.server.deactivateAccount({});
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function createAccount(service: string, name: string, password: string): Promise<PdsAccount> {
  const handle = name.includes('.') ? name : `${name}.test`;
  const agent = new AtpAgent({ service });
  const { data } = await agent.createAccount({ handle, password, email: `${handle}@example.com` });
  const app = await agent.com.atproto.server.createAppPassword({ name: 'pillarbox' });
  return { did: data.did, handle, appPassword: app.data.password };
}

async function listPosts(service: string, did: string, threadOf?: string): Promise<PdsPost[]> {
  const agent = new AtpAgent({ service });
  const posts: PdsPost[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await agent.com.atproto.repo.listRecords({
      repo: did,
      collection: 'app.bsky.feed.post',
      limit: 100,
      ...(cursor ? { cursor } : {}),
    });
    for (const { uri, cid, value } of data.records) {
      const post = value as AppBskyFeedPost.Record;
      if (threadOf && post.reply?.root.uri !== threadOf && post.reply?.parent.uri !== threadOf) continue;
      posts.push({
        uri,
        cid,
        text: post.text,
        createdAt: post.createdAt,
        replyTo: post.reply?.parent.uri,
        root: post.reply?.root.uri,
      });
    }
    cursor = data.cursor;
  } while (cursor);
  return posts.sort(byTime);
}

async function answering(service: string, as: PdsAccount, uri: string) {
  const agent = new AtpAgent({ service });
  await agent.login({ identifier: as.handle, password: as.appPassword });
  const { hostname: repo, rkey } = new AtUri(uri);
  const parent = await agent.app.bsky.feed.post.get({ repo, rkey });
  const ref = { uri: parent.uri, cid: parent.cid };
  return { agent, reply: { root: parent.value.reply?.root ?? ref, parent: ref } };
}

async function reply(service: string, as: PdsAccount, uri: string, text: string) {
  const { agent, reply } = await answering(service, as, uri);
  const { uri: replyUri, cid } = await agent.post({ text, reply });
  return { uri: replyUri, cid };
}

async function replyOften(service: string, as: PdsAccount, uri: string, texts: readonly string[]) {
  const { agent, reply } = await answering(service, as, uri);
  const { data } = await agent.com.atproto.repo.applyWrites({
    repo: as.did,
    writes: texts.map((text) => ({
      $type: 'com.atproto.repo.applyWrites#create',
      collection: 'app.bsky.feed.post',
      value: { $type: 'app.bsky.feed.post', text, reply, createdAt: new Date().toISOString() },
    })),
  });
  return (data.results ?? []).map((made) => String('uri' in made ? made.uri : ''));
}

const byTime = (a: PdsPost, b: PdsPost) =>
  a.createdAt.localeCompare(b.createdAt) || a.uri.localeCompare(b.uri);

/** better-sqlite3 crashes Node 20 when it opens a database, so an older Node hands over to the pinned one. */
function nodeBinary(): string {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  return resolve(root, 'node_modules/.bin/node');
}

function readyLine(
  child: ChildProcessByStdio<Writable, Readable, null>,
): Promise<{ url: string; plc: string }> {
  return new Promise((done, fail) => {
    let text = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new Error(`The test PDS did not start in ${START_LIMIT_MS / 1000} s.`));
    }, START_LIMIT_MS);
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(new Error(`The test PDS ended before it was ready (${signal ?? code}).`));
    });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      done(JSON.parse(text.slice(0, text.indexOf('\n'))));
    });
  });
}
