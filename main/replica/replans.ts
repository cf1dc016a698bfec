import type { Database } from 'better-sqlite3';
import type { Row } from '../../shared/kinds/index.ts';
import { del, type Write } from '../../shared/mutators/define.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { goesOutAt } from '../../shared/mutators/target.ts';
import type { RowStore } from './rows.ts';

/** On its way, or out, or perhaps out: no plan changes that any more. */
const STAYS: Row<'publication'>['state'][] = ['publishing', 'published', 'unknown', 'by_hand'];

/** What a write makes undecided again, and which publications it depends on for that. */
export type Replanned = { writes: Write[]; about: string[] };
const NOTHING: Replanned = { writes: [], about: [] };

/**
 * What became of a plan (it failed, was missed, was called off) goes with that plan: a post that is moved, unplanned or
 * deleted, and a channel that gets another date, is put up by hand or is taken away, is undecided again and goes out at
 * its new time. The server's rows follow the same rule by `app.plan_targets`, which no mutator can: it knows a post's
 * channels only where it names them.
 */
export function createReplans(db: Database, rows: RowStore): (write: Write, before: unknown) => Replanned {
  const targetsOf = db.prepare<[string], string>('select id from targets where post_id = ?').pluck();
  /** Targets that were written since the start, by their post: while writes are replayed the table may not have them yet. */
  const written = new Map<string, Set<string>>();

  const replan = (targetId: string, stands: (publication: Row<'publication'>) => boolean): Replanned => {
    const id = publicationId(targetId, 'once');
    const publication = rows.get('publication', id) as Row<'publication'> | undefined;
    const off = publication !== undefined && !STAYS.includes(publication.state) && !stands(publication);
    return { writes: off ? [del('publication', id)] : [], about: [id] };
  };

  const ofPost = (id: string, post: Row<'post'> | null): Replanned => {
    const all = [...new Set([...targetsOf.all(id), ...(written.get(id) ?? [])])].map((targetId) => {
      const target = rows.get('target', targetId) as Row<'target'> | undefined;
      // A channel with a date of its own does not move with the post: what was decided for that date stands.
      const own = post && target?.scheduled_at ? goesOutAt(post, target) : null;
      return replan(targetId, ({ due_at }) => own !== null && due_at === own);
    });
    return { writes: all.flatMap(({ writes }) => writes), about: all.flatMap(({ about }) => about) };
  };

  return (write, before) => {
    if (write.op === 'put' && write.kind === 'target') {
      const { id, post_id, by_hand, scheduled_at } = write.row;
      written.set(post_id, (written.get(post_id) ?? new Set()).add(id));
      const was = before as Row<'target'> | undefined;
      const same = !was || (was.by_hand === by_hand && was.scheduled_at === scheduled_at);
      return same ? NOTHING : replan(id, () => false);
    }
    if (write.op === 'put' && write.kind === 'post') {
      const was = before as Row<'post'> | undefined;
      const { row } = write;
      const same = !was || (was.status === row.status && was.scheduled_at === row.scheduled_at);
      return same ? NOTHING : ofPost(row.id, row);
    }
    if (write.op === 'delete' && write.kind === 'post') return ofPost(write.id, null);
    if (write.op === 'delete' && write.kind === 'target') return replan(write.id, () => false);
    return NOTHING;
  };
}
