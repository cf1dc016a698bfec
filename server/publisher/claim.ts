import sql from 'sql-template-tag';
import type { Content } from '../../shared/connectors/contract.ts';
import type { PublicationState, Row } from '../../shared/kinds/index.ts';
import { spokenOn } from '../../shared/mentions/tokens.ts';
import { BY_HAND, publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { mediaFor, type OutgoingMedia, outgoingMedia } from '../../shared/publishing/outgoing-media.ts';
import type { Connectors } from '../connectors/index.ts';
import type { Db, Tx } from '../db/db.ts';
import { contactsOf } from '../modules/contacts/contacts.ts';
import { isCleared } from '../modules/review/state.ts';
import { contentHash, contentProblem, partContent, postContent } from './content.ts';
import { type Attempt, clock, ofWork, showFailure, type WorkKey } from './ledger.ts';
import { takeOne } from './limits.ts';
import { graceEnds, uploadMs } from './policy.ts';
import { type Files, filesOf, firstProblem, placeOf, stepsAfter, worseOf } from './steps.ts';

export type Head = WorkKey & { connection_id: string; post_id: string | null; part_id: string | null };

type Work = Head & { brand_id: string; due_at: string; forced: boolean };
type Connection = Pick<
  Row<'connection'>,
  'id' | 'platform' | 'holder' | 'status' | 'status_code' | 'remote_account_id' | 'service_url' | 'limits'
> & { deleted_at: string | null };

export type ClaimDeps = { db: Db; connectors: Connectors; worker: string; leaseMs: number };

/** `settled`: there is nothing to send (any more), and the rows say why. `busy`: somebody else has it, or its turn is later. */
export type Claim = Attempt | 'settled' | 'busy';

/**
 * Takes one due thing for this worker and freezes its content, or says why it cannot go out. An edit locks the post
 * and the target before it asks whether they are being published; this takes share locks on the same rows before it
 * claims. One of the two therefore sees the other's result.
 */
export async function claim({ db, connectors, worker, leaseMs }: ClaimDeps, head: Head): Promise<Claim> {
  try {
    return await db.tx({ as: 'system' }, claimIn);
  } catch (error) {
    // Another worker took this account's turn between our look and our write.
    if (error instanceof Error && 'constraint' in error && error.constraint === 'publication_work_turn')
      return 'busy';
    throw error;
  }

  async function claimIn(tx: Tx): Promise<Claim> {
    // The order in which mutations lock: connection, post, target.
    const connection = await tx.one<Connection>(sql`
      select id, platform, holder, status, status_code, remote_account_id, service_url, limits, deleted_at
        from app.connections where id = ${head.connection_id} and exists (
          -- Looked at here too: several workers know the same heads, and only one of them is the first.
          select from app.publication_work w
           where ${ofWork(head)} and phase = 'due' and look_at <= clock_timestamp()
             and not exists (select from app.publication_work o where o.connection_id = w.connection_id and o.phase = 'leased'))
         for share`);
    if (!connection) return 'busy';
    const subject = await lockSubject(tx, head, connection);
    const work = await tx.one<Work>(sql`
      select subject, subject_id, occurrence, connection_id, post_id, part_id, brand_id, due_at, forced
        from app.publication_work w
       where ${ofWork(head)} and phase = 'due' and look_at <= clock_timestamp()
         and not exists (select from app.publication_work o where o.connection_id = w.connection_id and o.phase = 'leased')
         for update skip locked`);
    if (!work) return 'busy';

    const id = publicationId(work.subject_id, work.occurrence);
    const before = await tx.one<{
      state: PublicationState;
      error_code: string | null;
      deleted_at: string | null;
    }>(sql`select state, error_code, deleted_at from app.publications where id = ${id} for update`);
    // On its way, out, or a person's to decide about (a device that held the account may have recorded any of these).
    // A new plan or a person's word clears the latter before it comes here.
    const out = before && before.deleted_at === null && !['waiting', 'retrying'].includes(before.state);
    if (out) return drop(tx, work);
    if (!subject.stands(work.forced)) {
      // Planned again by a person and gone since: said, not silent.
      await tx.run(sql`update app.publications set state = 'cancelled', updated_at = clock_timestamp()
        where id = ${id} and state in ('waiting', 'retrying')`);
      return drop(tx, work);
    }
    // Asked for now by a person, it is sent all the same.
    const byHand = connection.holder === 'person' || (subject.byHand && !work.forced);
    if (connection.holder === 'device' && !byHand && !connection.deleted_at) return park(tx, work, null);
    if (byHand && (await isRecord(tx, work))) return drop(tx, work);

    await tx.run(sql`
      insert into app.publications (id, brand_id, subject, subject_id, post_id, part_id, connection_id, occurrence, state,
                                    due_at, tries, error_class, updated_at)
      values (${id}, ${work.brand_id}, ${work.subject}, ${work.subject_id}, ${work.post_id}, ${work.part_id}, ${work.connection_id},
              ${work.occurrence}, 'waiting', ${work.due_at}, 0, 'none', clock_timestamp())
      on conflict (id) do update set due_at = excluded.due_at, connection_id = excluded.connection_id, deleted_at = null`);
    const stop = async (
      state: 'failed' | 'missed',
      code: string,
      message: string,
      fix = false,
    ): Promise<Claim> => {
      await showFailure(tx, id, state, { class: fix ? 'fix_content' : 'give_up', code, message });
      return drop(tx, work);
    };

    if (connection.deleted_at) return stop('failed', 'connection_removed', 'The account was disconnected.');
    const now = await clock(tx);
    const graceEnd = work.subject !== 'reply' && !work.forced ? await endOfGrace(tx, work) : null;
    if (!subject.cleared) {
      // Also what a person asked for now waits no longer than this: nobody expects it to go out by itself tomorrow.
      const until = await endOfGrace(tx, work);
      if (now > until)
        return stop('missed', 'approval_missing', 'It was not approved in time, so it was not sent.');
      if (before?.state !== 'waiting' || before.error_code !== 'approval_missing' || before.deleted_at) {
        await showFailure(tx, id, 'waiting', {
          class: 'wait',
          code: 'approval_missing',
          message: 'It has not been approved as it is now.',
        });
      }
      // Looked at when a decision or an edit comes (triggers), or when it becomes too late.
      return park(tx, work, new Date(until.getTime() + 1));
    }
    if (byHand) {
      // Never tried by anybody but a person, and never too late: it waits until they say what became of it.
      await tx.run(sql`
        update app.publications set state = 'waiting', error_code = ${BY_HAND}, error_class = 'none',
               error_message = null, next_try_at = null, updated_at = clock_timestamp() where id = ${id}`);
      return drop(tx, work);
    }
    if (subject.down) {
      const message = 'It was to be taken down by now already, so it was not sent.';
      return stop('missed', 'take_down_passed', message);
    }
    const connector = connectors.get(connection.platform);
    if (!connector) return stop('failed', 'platform_off', 'This server does not publish to that platform.');
    if (graceEnd && now > graceEnd) {
      // Said apart, because there is something to do: sign in again, then send what was missed.
      if (connection.status === 'reconnect') {
        const message = 'Its time passed while the account was signed out.';
        await showFailure(tx, id, 'missed', { class: 'reconnect', code: 'missed_signed_out', message });
        return drop(tx, work);
      }
      return stop('missed', 'missed', 'It was due longer ago than the brand allows, so it was not sent.');
    }
    if (connection.status === 'reconnect') {
      await showFailure(tx, id, 'waiting', {
        class: 'reconnect',
        code: connection.status_code ?? 'signed_out',
        message: 'The account has to be connected again.',
      });
      // Looked at when the connection changes (a trigger), or when it becomes too late.
      return park(tx, work, graceEnd && new Date(graceEnd.getTime() + 1));
    }
    const { content, files } = subject;
    if (!content) return stop('failed', 'thread_broken', 'It is not known where the post before it is.');
    if (files === 'missing')
      return stop('failed', 'media_missing', 'A file of this post is no longer in the library.', true);
    if (files === 'not_uploaded') {
      const until = await endOfGrace(tx, work);
      if (now > until) return stop('missed', 'media_not_uploaded', 'Its files did not arrive in time.');
      if (before?.state !== 'waiting' || before.error_code !== 'media_not_uploaded' || before.deleted_at) {
        await showFailure(tx, id, 'waiting', {
          class: 'wait',
          code: 'media_not_uploaded',
          message: 'The files of this post are not on the server yet.',
        });
      }
      // Looked at when they arrive (a trigger), or when it becomes too late.
      return park(tx, work, new Date(until.getTime() + 1));
    }
    const problem = contentProblem(connection, content) ?? subject.later(connection);
    if (problem) return stop('failed', problem.code, problem.message, true);

    const limited = await takeOne(tx, connection, content);
    if (limited !== null) {
      await showFailure(
        tx,
        id,
        'retrying',
        { class: 'wait', code: 'rate_limited', message: 'The platform takes nothing more until then.' },
        limited,
      );
      const until = new Date(limited);
      return park(tx, work, graceEnd && until > graceEnd ? new Date(graceEnd.getTime() + 1) : until);
    }

    const key = connector.key(id, work.due_at);
    const attempt = await tx.one<{ n: number }>(sql`
      insert into app.publish_attempts (publication_id, n, brand_id, connection_id, state, worker, due_at, content,
                                        content_hash, key, claimed_at)
      select ${id}, coalesce(max(n), 0) + 1, ${work.brand_id}, ${work.connection_id}, 'claimed', ${worker}, ${work.due_at},
             ${JSON.stringify(content)}, ${contentHash(content)}, ${key}, clock_timestamp()
        from app.publish_attempts where publication_id = ${id}
      returning n`);
    const n = attempt?.n ?? 1;
    await tx.run(sql`
      update app.publications set state = 'publishing', tries = ${n}, next_try_at = null, error_code = null,
             error_class = 'none', error_message = null, updated_at = clock_timestamp() where id = ${id}`);
    await tx.run(sql`
      update app.publication_work set phase = 'leased', worker = ${worker},
             look_at = clock_timestamp() + ${leaseMs + uploadMs(content)} * interval '1 ms' where ${ofWork(work)}`);
    const { subject: kind, subject_id, occurrence, brand_id, post_id, part_id, due_at } = work;
    return {
      subject: kind,
      subject_id,
      occurrence,
      publication_id: id,
      n,
      brand_id,
      post_id,
      part_id,
      connection,
      content,
      key,
      due_at,
    };
  }
}

type Subject = {
  /** Null: what it follows is out, but nobody knows where. */
  content: Content | null;
  /** Why something that follows it would not be taken: nothing of a thread goes out that cannot end. */
  later(connection: Connection): ReturnType<typeof contentProblem>;
  /** Whether the bytes of its files are here. */
  files: Files;
  stands(forced: boolean): boolean;
  /** A person puts it up there, by their own choice. */
  byHand: boolean;
  /** It may go out as it is now: approved, or nobody has to. */
  cleared: boolean;
  /** It is to be taken down from there by now. */
  down: boolean;
};

function lockSubject(tx: Tx, head: Head, connection: Connection): Promise<Subject> {
  if (head.subject === 'reply') return lockReply(tx, head);
  return head.subject === 'part' ? lockPart(tx, head, connection) : lockTarget(tx, head, connection);
}

async function lockTarget(tx: Tx, head: Head, connection: Connection): Promise<Subject> {
  const post = await tx.one<Row<'post'> & { deleted_at: string | null }>(
    sql`select id, brand_id, title, caption, hashtags, link, status, deleted_at from app.posts where id = ${head.post_id} for share`,
  );
  const target = await tx.one<Row<'target'> & { deleted_at: string | null }>(
    sql`select text, format, options, by_hand, deleted_at from app.targets where id = ${head.subject_id} for share`,
  );
  const people = post ? await contactsOf(tx, post.brand_id) : [];
  const { files, media } = await mediaOf(tx, head);
  const steps = head.post_id ? await stepsAfter(tx, head.post_id, connection) : [];
  const theirs = await Promise.all(steps.map((step) => filesOf(tx, step)));
  return {
    down: await isToBeDown(tx, head.subject_id),
    files: theirs.reduce((worst, { files: its }) => worseOf(worst, its), files),
    later: (on) => firstProblem(on, steps, theirs, spokenOn(connection.platform, people)),
    byHand: target?.by_hand === true,
    content:
      post && target
        ? postContent(post, target, connection.platform, people, media)
        : { kind: 'post', text: '' },
    cleared: post ? await isCleared(tx, { brandId: post.brand_id, postId: post.id, people }) : true,
    stands: (forced) =>
      post?.deleted_at === null && target?.deleted_at === null && (forced || post.status === 'scheduled'),
  };
}

/** What goes with the post on this channel. Whoever attaches or takes away waits for the post, which is held here. */
async function mediaOf(tx: Tx, head: Head): Promise<{ files: Subject['files']; media: OutgoingMedia[] }> {
  type Found = Row<'attachment'> & { asset: (Row<'asset'> & { deleted_at: string | null }) | null };
  const rows = await tx.many<Found>(sql`
    select g.connection_id, g.alt_text, g.crop, g.cover, to_jsonb(a) as asset
      from app.attachments g join app.assets a on a.id = g.asset_id
     where g.post_id = ${head.post_id} and g.deleted_at is null order by g.position, g.created_at, g.id`);
  const attached = mediaFor(rows, head.connection_id);
  const assets = attached.flatMap(({ asset }) => asset ?? []);
  const media = attached.flatMap(({ asset, ...attached }) =>
    asset ? [outgoingMedia({ ...attached, asset })] : [],
  );
  if (assets.some(({ deleted_at }) => deleted_at !== null)) return { files: 'missing', media };
  return { files: assets.some(({ uploaded_at }) => uploaded_at === null) ? 'not_uploaded' : 'here', media };
}

/** What follows a post, once what it follows is out. */
async function lockPart(tx: Tx, head: Head, connection: Connection): Promise<Subject> {
  const post = await tx.one<{ id: string; brand_id: string; deleted_at: string | null }>(
    sql`select id, brand_id, deleted_at from app.posts where id = ${head.post_id} for share`,
  );
  const part = await tx.one<Row<'part'> & { deleted_at: string | null }>(
    sql`select *, deleted_at from app.post_parts where id = ${head.part_id} for share`,
  );
  const steps = post ? await stepsAfter(tx, post.id, connection) : [];
  const people = post ? await contactsOf(tx, post.brand_id) : [];
  const spoken = spokenOn(connection.platform, people);
  const { files, media } = part ? await filesOf(tx, part) : { files: 'missing' as const, media: [] };
  const place = part ? await placeOf(tx, part, connection, steps) : null;
  return {
    down: post ? await isToBeDown(tx, targetId(post.id, head.connection_id)) : false,
    files,
    byHand: false,
    content: part && place ? partContent({ ...part, text: spoken(part.text) }, place, media) : null,
    later: () => undefined,
    cleared: post ? await isCleared(tx, { brandId: post.brand_id, postId: post.id, people }) : true,
    stands: () => post?.deleted_at === null && part?.deleted_at === null,
  };
}

async function lockReply(tx: Tx, head: Head): Promise<Subject> {
  const reply = await tx.one<{ text: string; deleted_at: string | null; parent: string }>(sql`
    select r.text, r.deleted_at, c.remote_id as parent
      from app.replies r join app.comments c on c.id = r.comment_id where r.id = ${head.subject_id} for share of r`);
  return {
    down: false,
    byHand: false,
    files: 'here',
    content: { kind: 'reply', text: reply?.text ?? '', parentId: reply?.parent ?? '' },
    later: () => undefined,
    cleared: true,
    stands: () => reply?.deleted_at === null,
  };
}

async function isToBeDown(tx: Tx, target: string): Promise<boolean> {
  const row = await tx.one(sql`
    select from app.takedowns where id = ${target} and deleted_at is null and remove_at <= clock_timestamp()`);
  return row !== undefined;
}

async function endOfGrace(tx: Tx, work: Work): Promise<Date> {
  const brand = await tx.one<{ grace_minutes: number }>(
    sql`select grace_minutes from app.brands where id = ${work.brand_id}`,
  );
  return graceEnds(work.due_at, brand?.grace_minutes ?? 60);
}

/** It was more than a day past when it was planned for this channel: a record of before, not a task for a person. */
async function isRecord(tx: Tx, { subject_id, due_at }: Work): Promise<boolean> {
  const record = await tx.one(sql`
    select from app.targets where id = ${subject_id} and created_at - ${due_at}::timestamptz > interval '1 day'`);
  return record !== undefined;
}

async function drop(tx: Tx, work: Work): Promise<'settled'> {
  await tx.run(sql`delete from app.publication_work where ${ofWork(work)}`);
  return 'settled';
}

async function park(tx: Tx, work: Work, until: Date | null): Promise<'settled'> {
  await tx.run(sql`update app.publication_work set look_at = ${until} where ${ofWork(work)}`);
  return 'settled';
}
