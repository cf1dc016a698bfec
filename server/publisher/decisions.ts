import sql from 'sql-template-tag';
import { AppError } from '../../shared/errors.ts';
import type { PublicationState, Row } from '../../shared/kinds/index.ts';
import type { Write } from '../../shared/mutators/define.ts';
import { historyOf } from '../../shared/mutators/history.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { instantToWall, wallToInstant } from '../../shared/time/wall.ts';
import type { Db, Tx } from '../db/db.ts';
import { requireRole } from '../modules/organizations/roles.ts';
import { isCleared } from '../modules/review/state.ts';
import { keepRevisions } from '../sync/push/history.ts';
import { ofWork, type WorkKey } from './ledger.ts';
import { planNext } from './steps.ts';

export type Answer = 'published' | 'not_published' | 'send_now' | 'cancel';

type Found = WorkKey & {
  id: string;
  brand_id: string;
  connection_id: string;
  post_id: string | null;
  part_id: string | null;
  state: PublicationState;
};

/** What people decide about outgoing things, through the same rows and in the same order of locks as the workers. */
export function createDecisions({ db, now }: { db: Db; now: () => Date }) {
  return {
    /**
     * Settles a publication that the server cannot settle by itself.
     * @throws AppError not_found | forbidden | already_publishing | outcome_unknown | not_unknown | not_holder | connection_removed | approval_missing
     */
    resolve: (personId: string, id: string, answer: Answer): Promise<void> =>
      db.tx({ as: 'person', personId }, async (tx) => {
        const seen = await tx.one<Found>(sql`
          select id, brand_id, subject, subject_id, occurrence, connection_id, post_id, part_id, state
            from app.publications where id = ${id} and deleted_at is null`);
        if (!seen) throw new AppError('not_found', 'There is no such publication.', { status: 404 });
        await requireRole(tx, personId, seen.brand_id, 'member');
        await tx.become({ as: 'system' });
        if (answer === 'send_now') await lockSubject(tx, seen);
        await tx.run(sql`select from app.publication_work where ${ofWork(seen)} for update`);
        const publication = await tx.one<Found>(sql`
          select id, brand_id, subject, subject_id, occurrence, connection_id, post_id, part_id, state
            from app.publications where id = ${id} and deleted_at is null for update`);
        if (!publication) throw new AppError('not_found', 'There is no such publication.', { status: 404 });
        await decide(tx, publication, answer);
      }),

    /**
     * Makes one post due now on one connection that the server holds. A draft becomes a post of this minute; channels
     * it was not sent to stay unsent and say so.
     * @throws AppError not_found | forbidden | not_holder | connection_removed | already_publishing | approval_missing
     */
    publishNow: (
      personId: string,
      postId: string,
      connectionId: string,
    ): Promise<{ publicationId: string }> =>
      db.tx({ as: 'person', personId }, async (tx) => {
        const seen = await tx.one<{ brand_id: string }>(
          sql`select brand_id from app.posts where id = ${postId} and deleted_at is null`,
        );
        if (!seen) throw new AppError('not_found', 'There is no such post.', { status: 404 });
        await requireRole(tx, personId, seen.brand_id, 'member');
        await tx.become({ as: 'system' });
        const brandId = seen.brand_id;
        const connection = await tx.one<{ holder: string; deleted: boolean }>(sql`
          select holder, deleted_at is not null as deleted from app.connections
           where id = ${connectionId} and brand_id = ${brandId} for share`);
        if (!connection) throw new AppError('not_found', 'There is no such connection.', { status: 404 });
        if (connection.deleted) throw removed();
        if (connection.holder !== 'server') throw notHolder();
        const post = await tx.one<Row<'post'>>(
          sql`select * from app.posts where id = ${postId} and deleted_at is null for no key update`,
        );
        if (!post) throw new AppError('not_found', 'There is no such post.', { status: 404 });

        const target = targetId(postId, connectionId);
        const id = publicationId(target, 'once');
        refuseTaken(await stateOf(tx, id));
        await tx.run(sql`
          insert into app.targets (id, brand_id, post_id, connection_id, text, created_at, updated_at, version)
          values (${target}, ${brandId}, ${postId}, ${connectionId}, null, now(), now(), 1)
          on conflict (post_id, connection_id) do update
            set deleted_at = null, version = targets.version + 1, updated_at = greatest(targets.updated_at, now())
            where targets.deleted_at is not null`);
        await assertCleared(tx, brandId, postId);
        if (post.status === 'draft') await putOnCalendar(tx, post, personId, target);
        const found = await stateOf(tx, id);
        refuseTaken(found);
        const work = { subject: 'target', subject_id: target, occurrence: 'once' } as const;
        await makeDue(tx, {
          ...work,
          id,
          brand_id: brandId,
          connection_id: connectionId,
          post_id: postId,
          part_id: null,
        });
        return { publicationId: id };
      }),
  };

  /** A draft that goes out now stands on the calendar where it went out. */
  async function putOnCalendar(tx: Tx, post: Row<'post'>, personId: string, target: string): Promise<void> {
    const brand = await tx.one<{ time_zone: string }>(
      sql`select time_zone from app.brands where id = ${post.brand_id}`,
    );
    const zone = brand?.time_zone ?? 'UTC';
    const wall = instantToWall(now().toISOString(), zone);
    const scheduled = await tx.one<Row<'post'>>(sql`
      update app.posts set status = 'scheduled', scheduled_at = ${wallToInstant(wall, zone)}, wall_time = ${wall},
             time_zone = ${zone}, version = version + 1, updated_at = greatest(updated_at, now())
       where id = ${post.id} returning *`);
    if (scheduled) {
      const stored: Write = { op: 'put', kind: 'post', row: scheduled };
      const made = { cause: 'publish.now', actor: personId, at: now().toISOString() };
      await keepRevisions(tx, historyOf(stored, post, [], made));
    }
    // Being on the calendar made its other channels due too, and nobody asked for those.
    const others = await tx.many<Found>(sql`
      delete from app.publication_work where subject = 'target' and post_id = ${post.id} and subject_id <> ${target}
         and phase = 'due' returning subject, subject_id, occurrence, brand_id, connection_id, post_id, part_id`);
    for (const other of others) {
      await showState(tx, { ...other, id: publicationId(other.subject_id, other.occurrence) }, 'cancelled');
    }
  }
}
export type Decisions = ReturnType<typeof createDecisions>;

async function decide(tx: Tx, publication: Found, answer: Answer): Promise<void> {
  const { state, id } = publication;
  if (state === 'publishing' || state === 'published' || state === 'by_hand') refuseTaken(state);
  switch (answer) {
    case 'published':
      if (state === 'unknown') await settleUnknown(tx, id, 'confirmed');
      await dropWork(tx, publication);
      await tx.run(sql`
        update app.publications set state = ${state === 'unknown' ? 'published' : 'by_hand'}, published_at = now(),
               late_ms = null, next_try_at = null, error_code = null, error_class = 'none', error_message = null, updated_at = now()
         where id = ${id}`);
      await planNext(tx, publication);
      return;
    case 'not_published':
      if (state !== 'unknown') {
        throw new AppError('not_unknown', 'It is already known that this did not go out.', { status: 409 });
      }
      await settleUnknown(tx, id, 'rejected');
      await dropWork(tx, publication);
      // It was due and did not go out: as with any missed post, the person says what happens now.
      await tx.run(sql`update app.publications set state = 'missed', error_code = 'person_says_missing',
        error_class = 'give_up', error_message = null, updated_at = now() where id = ${id}`);
      return;
    case 'send_now': {
      const connection = await tx.one<{ holder: string }>(
        sql`select holder from app.connections where id = ${publication.connection_id} and deleted_at is null`,
      );
      if (!connection) throw removed();
      if (connection.holder !== 'server') throw notHolder();
      if (publication.subject !== 'reply' && publication.post_id)
        await assertCleared(tx, publication.brand_id, publication.post_id);
      if (state === 'unknown') await settleUnknown(tx, id, 'rejected');
      await makeDue(tx, publication);
      return;
    }
    case 'cancel':
      if (state === 'unknown') {
        throw new AppError('outcome_unknown', 'It may have gone out. Say whether it did first.', {
          status: 409,
        });
      }
      await dropWork(tx, publication);
      await showState(tx, publication, 'cancelled');
  }
}

/** Locks what a claim locks first, in its order. */
async function lockSubject(tx: Tx, { connection_id, post_id }: Found): Promise<void> {
  await tx.run(sql`select from app.connections where id = ${connection_id} for share`);
  await tx.run(sql`select from app.posts where id = ${post_id} for share`);
}

async function stateOf(tx: Tx, id: string): Promise<PublicationState | undefined> {
  const found = await tx.one<{ state: PublicationState }>(
    sql`select state from app.publications where id = ${id} and deleted_at is null`,
  );
  return found?.state;
}

function refuseTaken(state: PublicationState | undefined): void {
  if (state === undefined || !['publishing', 'published', 'unknown', 'by_hand'].includes(state)) return;
  throw new AppError('already_publishing', 'This is already being published or is out.', {
    status: 409,
    details: { state },
  });
}

/** Sending now asks for the approval like any other sending, and says at once that it is missing. */
async function assertCleared(tx: Tx, brandId: string, postId: string): Promise<void> {
  if (await isCleared(tx, { brandId, postId })) return;
  throw new AppError('approval_missing', 'This post has not been approved as it is now.', { status: 409 });
}

const notHolder = () =>
  new AppError('not_holder', 'A device holds this account, so it is that device that publishes.', {
    status: 409,
  });

const removed = () => new AppError('connection_removed', 'The account was disconnected.', { status: 409 });

/** A person says what became of the attempt that nobody could find out about. */
function settleUnknown(tx: Tx, id: string, state: 'confirmed' | 'rejected'): Promise<number> {
  return tx.run(sql`
    update app.publish_attempts set state = ${state}, settled_at = now(), settled_by = 'person'
     where publication_id = ${id} and state = 'unknown'`);
}

function dropWork(tx: Tx, key: WorkKey): Promise<number> {
  return tx.run(sql`delete from app.publication_work where ${ofWork(key)} and phase <> 'leased'`);
}

/** A new plan, due now because a person said so: grace and the post's own time no longer count. */
async function makeDue(tx: Tx, publication: Omit<Found, 'state'>): Promise<void> {
  const { subject, subject_id, occurrence, brand_id, connection_id, post_id, part_id } = publication;
  await tx.run(sql`
    insert into app.publication_work (subject, subject_id, occurrence, brand_id, connection_id, post_id, part_id, due_at,
                                      look_at, forced)
    values (${subject}, ${subject_id}, ${occurrence}, ${brand_id}, ${connection_id}, ${post_id}, ${part_id},
            date_trunc('milliseconds', clock_timestamp()), clock_timestamp(), true)
    on conflict (subject, subject_id, occurrence) do update
      set due_at = excluded.due_at, look_at = excluded.look_at, forced = true, phase = 'due', worker = null, tries = 0, probes = 0
      where publication_work.phase <> 'leased'`);
  await showState(tx, publication, 'waiting');
}

async function showState(
  tx: Tx,
  publication: Omit<Found, 'state'>,
  state: 'waiting' | 'cancelled',
): Promise<void> {
  const { id, subject, subject_id, occurrence, brand_id, connection_id, post_id, part_id } = publication;
  await tx.run(sql`
    insert into app.publications (id, brand_id, subject, subject_id, post_id, part_id, connection_id, occurrence, state,
                                  due_at, tries, error_class, updated_at)
    values (${id}, ${brand_id}, ${subject}, ${subject_id}, ${post_id}, ${part_id}, ${connection_id}, ${occurrence}, ${state},
            date_trunc('milliseconds', clock_timestamp()), 0, 'none', now())
    on conflict (id) do update set state = excluded.state, next_try_at = null, error_code = null, error_class = 'none',
      error_message = null, updated_at = excluded.updated_at, deleted_at = null,
      due_at = case when excluded.state = 'waiting' then excluded.due_at else publications.due_at end`);
}
