import type { Connectors } from '../connectors/index.ts';
import type { Db, Tx } from '../db/db.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import { clearedPosts, holdReviewed } from '../modules/review/state.ts';
import { type Head, holdSubjects, type Rows, takeWork, type Work } from './claim-rows.ts';
import { judge } from './claim-verdict.ts';
import { type Judged, writeVerdicts } from './claim-write.ts';
import { contentHash } from './content.ts';
import type { Attempt } from './ledger.ts';
import { holdAllowance, keepAllowance } from './limits.ts';
import { uploadMs } from './policy.ts';

export type ClaimDeps = {
  db: Db;
  connectors: Connectors;
  sessions: Pick<Sessions, 'stored'>;
  worker: string;
  leaseMs: number;
};

/** An attempt in a worker's hands, with what was read while it was claimed. */
export type Claimed = Attempt & {
  /** What an earlier try of the very same content left to go on with; null where there is nothing. */
  earlier: string | null;
  /** The account's opened secret; undefined where there is none, or it does not open. */
  secret: string | undefined;
};

export type Claims = {
  begun: Claimed[];
  /** How many there is nothing to send of (any more), or not yet; the rows say why. */
  settled: number;
  /** How many somebody else holds at this moment, or has taken: they are found again while they are due. */
  busy: number;
};

/**
 * Takes due things of several accounts for this worker, at most one of each, in one transaction: holds what an edit would
 * change, reads all that decides, freezes what goes out, and leases it. Nothing here waits for anybody's edit.
 */
export async function claim(deps: ClaimDeps, heads: readonly Head[]): Promise<Claims> {
  if (heads.length === 0) return { begun: [], settled: 0, busy: 0 };
  try {
    return await deps.db.tx({ as: 'system' }, (tx) => claimIn(tx, deps, heads));
  } catch (error) {
    if (heads.length > 1) {
      // One of them is why: the others do not wait for it.
      const each: Claims = { begun: [], settled: 0, busy: 0 };
      const errors: unknown[] = [];
      for (const head of heads) {
        const its = await claim(deps, [head]).catch((reason: unknown) => void errors.push(reason));
        if (!its) continue;
        each.begun.push(...its.begun);
        each.settled += its.settled;
        each.busy += its.busy;
      }
      if (errors.length === heads.length) throw error;
      each.busy += errors.length;
      return each;
    }
    // Another worker took this account's turn between our look and our write.
    if (error instanceof Error && 'constraint' in error && error.constraint === 'publication_work_turn')
      return { begun: [], settled: 0, busy: 1 };
    throw error;
  }
}

async function claimIn(tx: Tx, deps: ClaimDeps, heads: readonly Head[]): Promise<Claims> {
  const { connectors, sessions, worker, leaseMs } = deps;
  const { held, asking } = await holdSubjects(tx, heads);
  if (held.length === 0) return { begun: [], settled: 0, busy: heads.length };
  if (asking.length > 0) await holdReviewed(tx, asking);
  const rows = await takeWork(tx, held);
  if (!rows) return { begun: [], settled: 0, busy: heads.length };
  const cleared = await clearedPosts(tx, postsToClear(asking, rows));
  const allowance = await holdAllowance(tx, rows.connections);
  const judged = rows.works.map((work): Judged => {
    const verdict = judge(work, rows, {
      connectors,
      cleared: ({ subject, post_id }) =>
        subject === 'reply' || !asking.includes(post_id ?? '') || cleared.has(post_id ?? ''),
      take: (connection, content) => allowance.take(connection, content),
    });
    if (verdict.fate !== 'send') return { work, verdict };
    const { connection, content } = verdict;
    const { publication_id, due_at } = work;
    const last = rows.attempts.find((attempt) => attempt.publication_id === publication_id)?.n ?? 0;
    const attempt = {
      ...attemptOf(work),
      n: last + 1,
      connection,
      content,
      content_hash: contentHash(content),
      key: connectors.get(connection.platform)?.key(publication_id, due_at) ?? '',
      lease_ms: leaseMs + uploadMs(content),
    };
    return { work, verdict, attempt };
  });
  await keepAllowance(tx, allowance);
  await writeVerdicts(tx, worker, judged);
  const attempts = judged.flatMap(({ attempt }) => attempt ?? []);
  const secrets =
    attempts.length === 0
      ? new Map<string, string>()
      : await sessions.stored(
          tx,
          attempts.map(({ connection }) => connection.id),
        );
  return {
    begun: attempts.map(({ content_hash, lease_ms: _, ...attempt }) => ({
      ...attempt,
      earlier: earlierOf(rows, attempt, content_hash),
      secret: secrets.get(attempt.connection.id),
    })),
    settled: judged.length - attempts.length,
    busy: heads.length - judged.length,
  };
}

const attemptOf = ({
  subject,
  subject_id,
  occurrence,
  publication_id,
  brand_id,
  post_id,
  part_id,
  due_at,
}: Work) => ({
  subject,
  subject_id,
  occurrence,
  publication_id,
  brand_id,
  post_id,
  part_id,
  due_at,
});

/** Each with whom its brand mentions: what is frozen and what was approved name the same. */
const postsToClear = (asking: readonly string[], { posts, contacts }: Rows) =>
  posts
    .filter(({ id }) => asking.includes(id))
    .map(({ id, brand_id }) => ({
      postId: id,
      people: contacts.filter((contact) => contact.brand_id === brand_id),
    }));

const earlierOf = ({ traces }: Rows, attempt: Attempt, hash: string): string | null =>
  traces.find(
    (trace) =>
      trace.publication_id === attempt.publication_id &&
      trace.connection_id === attempt.connection.id &&
      trace.content_hash === hash,
  )?.trace ?? null;
