import sql from 'sql-template-tag';
import type { Failure, RemoteComment } from '../../../shared/connectors/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { commentId } from '../../../shared/mutators/comment.ts';
import { during } from '../../connectors/call.ts';
import type { Db } from '../../db/db.ts';
import { type Log, redactText } from '../../log.ts';
import { takeSome } from '../../publisher/limits.ts';
import type { HeldConnection, Sessions } from '../connections/sessions.ts';

const LOOK_LIMIT_MS = 60_000;
/** While one worker asks for an account's comments, the others leave it alone. */
const LEASE_MS = 90_000;
const POSTS_AT_ONCE = 50;
/** Of those, in one call: between calls it is looked at what is left of the account's limits. */
const POSTS_A_CALL = 10;
/** A platform that says "too much" without saying until when, in milliseconds. */
const LIMIT_WAIT_MS = 120_000;
const ACCOUNTS_AT_ONCE = 20;
const HOUR = 3_600_000;

type Poll = {
  publication_id: string;
  cursor: string | null;
  failures: number;
  remote_id: string;
  post_id: string | null;
  /** Milliseconds since it was published. */
  age: number;
};

/** Why comments cannot be read. */
type Why = Pick<Failure, 'class' | 'code' | 'message' | 'retryAt'>;

export type CollectorDeps = { db: Db; log: Log; sessions: Sessions; intervalMs: number };

/**
 * How long until a post is asked again, in milliseconds: most comments come in the first hours.
 * @returns null when it is too old to be asked at all
 */
export function pollAfter(platform: string, ageMs: number, intervalMs: number): number | null {
  const base = platform === 'sandbox' ? intervalMs / 4 : intervalMs;
  if (ageMs < HOUR) return base;
  if (ageMs < 24 * HOUR) return base * 5;
  if (ageMs < 7 * 24 * HOUR) return base * 30;
  return ageMs < 90 * 24 * HOUR ? base * 240 : null;
}

/** Asks the platforms for comments on published posts of accounts the server holds. */
export function createCollector({ db, log, sessions, intervalMs }: CollectorDeps) {
  const { limits } = sessions;
  return {
    /**
     * One look at everything that is due, account by account.
     * @param brandId only this brand, and all of its posts whether due or not
     * @returns how many comments were new
     */
    async collect(brandId?: string): Promise<number> {
      const connections = await db.tx({ as: 'system' }, (tx) =>
        tx.many<HeldConnection & { brand_id: string }>(sql`
          select c.id, c.brand_id, c.platform, c.remote_account_id, c.service_url from app.connections c
           where c.holder = 'server' and c.status = 'connected' and c.deleted_at is null
             and (${brandId ?? null}::uuid is null or c.brand_id = ${brandId ?? null})
             and exists (select from app.comment_polls p where p.connection_id = c.id
                          and p.next_at <= ${brandId ? sql`'infinity'` : sql`now()`})
           limit ${brandId ? 500 : ACCOUNTS_AT_ONCE}`),
      );
      const found = await Promise.all(
        connections.map((connection) => collectFrom(connection, brandId !== undefined)),
      );
      return found.reduce((sum, count) => sum + count, 0);
    },
  };

  async function collectFrom(
    connection: HeldConnection & { brand_id: string },
    all: boolean,
  ): Promise<number> {
    const polls = await db.tx({ as: 'system' }, (tx) =>
      tx.many<Poll>(sql`
        update app.comment_polls p set next_at = now() + ${LEASE_MS} * interval '1 ms'
          from app.publications b
         where b.id = p.publication_id and p.publication_id in (
                 select publication_id from app.comment_polls
                  where connection_id = ${connection.id} and next_at is not null and (${all} or next_at <= now())
                  order by next_at limit ${POSTS_AT_ONCE} for update skip locked)
        returning p.publication_id, p.cursor, p.failures, b.remote_id, b.post_id,
                  extract(epoch from now() - coalesce(b.published_at, b.due_at))::float8 * 1000 as age`),
    );
    const signal = AbortSignal.timeout(LOOK_LIMIT_MS);
    let added = 0;
    const look = async (some: Poll[]): Promise<Why | null> => {
      const limited = await takeSome(db, connection, some.length, 'takeReads');
      if (limited !== null) return { class: 'wait', code: 'rate_limited', message: '', retryAt: limited };
      try {
        added += await read(connection, some, signal);
        return null;
      } catch (error) {
        log.warn(
          { connectionId: connection.id, posts: some.length, err: error },
          'comments could not be read',
        );
        return failureOf(connection, error);
      }
    };
    // Reading comments never changes whether an account counts as connected; only publishing and refreshing do.
    const stop = async (left: Poll[], why: Why) => {
      await (why.class === 'wait' ? wait(left, why.retryAt) : failed(left, why));
      return added;
    };
    for (let from = 0; from < polls.length; from += POSTS_A_CALL) {
      const some = polls.slice(from, from + POSTS_A_CALL);
      const why = await look(some);
      if (why === null) continue;
      if (ofAccount(why)) return stop(polls.slice(from), why);
      let readable = 0;
      // One of them may be why: each is asked by itself.
      for (let at = from; at < from + some.length; at += 1) {
        const one = polls.slice(at, at + 1);
        const its = some.length === 1 ? why : await look(one);
        if (its !== null && ofAccount(its)) return stop(polls.slice(at), its);
        if (its === null) readable += 1;
        else await failed(one, its);
      }
      if (readable === 0) return stop(polls.slice(from + some.length), why);
    }
    return added;
  }

  async function read(
    connection: HeldConnection & { brand_id: string },
    polls: Poll[],
    signal: AbortSignal,
  ): Promise<number> {
    const connector = sessions.connectorOf(connection.platform);
    const heard = limits.listen(connector, connection, { reading: true });
    const session = await sessions.open(connection);
    const asked = polls.map(({ remote_id: remoteId, cursor }) => ({ remoteId, cursor }));
    const looks = await during(heard, () => connector.listComments(session, asked, signal)).catch(
      async (error: unknown) => {
        await heard.keep(connector.classify(error));
        throw error;
      },
    );
    await heard.keep();
    let added = 0;
    for (const poll of polls) {
      const look = looks.find(({ remoteId }) => remoteId === poll.remote_id);
      added += await store(connection, poll, look?.comments ?? [], look?.cursor ?? poll.cursor);
    }
    return added;
  }

  function failureOf({ platform }: HeldConnection, error: unknown): Why {
    if (error instanceof AppError)
      return { class: 'give_up', code: error.code, message: error.message, retryAt: null };
    return sessions.connectorOf(platform).classify(error);
  }

  /** Nothing is left to ask with, which is no failure. Not all of them in the moment in which there is something again. */
  function wait(polls: Poll[], until: string | null): Promise<number> {
    const after = Math.max(until === null ? LIMIT_WAIT_MS : Date.parse(until) - Date.now(), intervalMs);
    return db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`
        update app.comment_polls set next_at = now() + ${after + Math.random() * intervalMs} * interval '1 ms'
         where publication_id = any(${ids(polls)}::uuid[])`),
    );
  }

  function failed(polls: Poll[], { code, message }: Pick<Failure, 'code' | 'message'>): Promise<number> {
    return db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`
        update app.comment_polls set failures = failures + 1, failing_since = coalesce(failing_since, now()),
               error_code = ${code.slice(0, 80)}, error_message = ${redactText(message).slice(0, 2000)},
               next_at = now() + ${intervalMs} * power(2, least(failures, 8)) * interval '1 ms'
         where publication_id = any(${ids(polls)}::uuid[])`),
    );
  }

  function store(
    connection: HeldConnection & { brand_id: string },
    poll: Poll,
    comments: RemoteComment[],
    cursor: string | null,
  ): Promise<number> {
    return db.tx({ as: 'system' }, async (tx) => {
      let added = 0;
      for (const comment of comments) {
        // What we answered ourselves is there as a reply already.
        const ours = await tx.one(sql`
          select from app.publications where connection_id = ${connection.id} and remote_id = ${comment.remoteId}`);
        if (ours) continue;
        const row = await tx.one<{ fresh: boolean }>(sql`
          insert into app.comments (id, brand_id, connection_id, post_id, remote_id, parent_remote_id, url, author_name,
            author_handle, text, commented_at, status, assigned_to, created_at, updated_at, version)
          values (${commentId(connection.id, comment.remoteId)}, ${connection.brand_id}, ${connection.id}, ${poll.post_id},
            ${comment.remoteId}, ${comment.parentRemoteId}, ${comment.url}, ${comment.authorName}, ${comment.authorHandle},
            ${comment.text}, ${comment.commentedAt}, ${comment.own ? 'done' : 'open'}, null, now(), now(), 1)
          on conflict (connection_id, remote_id) do update
            set text = excluded.text, version = comments.version + 1, updated_at = greatest(comments.updated_at, now())
            where comments.text <> excluded.text
          returning (xmax = 0) as fresh`);
        if (row?.fresh) added += 1;
      }
      const wait = pollAfter(connection.platform, poll.age, intervalMs);
      await tx.run(sql`
        update app.comment_polls set cursor = ${cursor}, failures = 0, failing_since = null, error_code = null,
               error_message = null, next_at = now() + ${wait} * interval '1 ms' where publication_id = ${poll.publication_id}`);
      return added;
    });
  }
}

/** It is the same for every post of the account; one that may not be read is one post's. */
const ofAccount = ({ class: kind, code }: Why): boolean =>
  kind === 'wait' || (kind === 'reconnect' && code !== 'permission_missing');

const ids = (polls: readonly Poll[]) => polls.map(({ publication_id }) => publication_id);
