import Database from 'better-sqlite3';
import { createReader } from '../main/replica/reader.ts';
import { openReplica, type Replica, type ReplicaView } from '../main/replica/replica.ts';
import type { KindName } from '../shared/kinds/index.ts';
import { engagementScope, planningScope } from '../shared/scopes.ts';
import { brandOf, commentOf, connectionOf, postOf, publicationOf, targetOf } from './data.ts';
import { migrationsDir } from './harness.ts';

export const openBenchReplica = (file: string): Replica =>
  openReplica({
    file,
    migrationsDir,
    onFault: (error, what) => console.error(what, error),
  });

type Served = { kind: KindName; row: { id: string } };
const SLICE = 5000;

/** Writes rows as a first sync would: a snapshot in slices. */
export function serve(replica: Replica, scope: string, rows: Iterable<Served>): void {
  replica.snapshot.begin(scope);
  let slice: Parameters<Replica['snapshot']['add']>[1][number][] = [];
  const flush = () => {
    replica.snapshot.add(scope, slice);
    slice = [];
  };
  for (const { kind, row } of rows) {
    slice.push({ op: 'put', kind, id: row.id, data: row });
    if (slice.length >= SLICE) flush();
  }
  flush();
  replica.snapshot.finish(scope, { handle: 'bench', offset: '0_0' });
}

/** A brand with so many posts, each with a target and a publication, and so many comments. */
export function fill(
  replica: Replica,
  brandId: string,
  { posts, comments, perDay }: { posts: number; comments: number; perDay: number },
): void {
  serve(
    replica,
    planningScope(brandId),
    (function* () {
      const connection = connectionOf(brandId);
      yield { kind: 'brand', row: brandOf(brandId) } as const;
      yield { kind: 'connection', row: connection } as const;
      for (let index = 0; index < posts; index += 1) {
        const post = postOf(brandId, index, perDay);
        const target = targetOf(brandId, connection.id, post);
        yield { kind: 'post', row: post } as const;
        yield { kind: 'target', row: target } as const;
        yield { kind: 'publication', row: publicationOf(post, target) } as const;
      }
    })(),
  );
  serve(
    replica,
    engagementScope(brandId),
    (function* () {
      for (let index = 0; index < comments; index += 1)
        yield { kind: 'comment', row: commentOf(brandId, connectionOf(brandId).id, index) } as const;
    })(),
  );
}

/** What the core reads through: a connection of its own, which only reads. */
export function viewOf(file: string): ReplicaView & { close(): void } {
  const db = new Database(file, { readonly: true });
  db.pragma('cache_size = -32000');
  const read = createReader(db);
  return {
    read,
    now: () => new Date(),
    pending: (kind, id) =>
      read.get('select 1 from base_rows where kind = ? and id = ?', kind, id) !== undefined,
    onCommit: () => () => undefined,
    close: () => db.close(),
  };
}
