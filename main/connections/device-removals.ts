import type { Database } from 'better-sqlite3';
import type { Failure } from '../../shared/connectors/contract.ts';
import { type Removal, removalSchema } from '../../shared/publishing/timeline.ts';

const SCHEMA = `
  create table if not exists device_removals (
    publication_id text not null, n integer not null, begun_at text not null, settled_at text, outcome text,
    error_code text, error_message text, status integer, platform_code text,
    primary key (publication_id, n)
  ) strict;
`;

/** Each time this device tried to take a post down, for people to read; nothing is decided by it. Instants are ISO text. */
export type DeviceRemovals = {
  /** A try that was under way when the app ended stays without an outcome: this one goes on in its place. */
  begin(publicationId: string, at: string): void;
  /** @param failure why it is still there; null: it is gone */
  settle(publicationId: string, at: string, failure: Failure | null): void;
  of(publicationId: string): Removal[];
};

export function createDeviceRemovals(db: Database): DeviceRemovals {
  db.exec(SCHEMA);
  const begin = db.prepare(
    `insert into device_removals (publication_id, n, begun_at)
      select @id, coalesce(max(n), 0) + 1, @at from device_removals where publication_id = @id`,
  );
  const settle = db.prepare(
    `update device_removals set settled_at = @at, outcome = @outcome, error_code = @code, error_message = @message,
            status = @status, platform_code = @platformCode
      where publication_id = @id and n = (select max(n) from device_removals where publication_id = @id)`,
  );
  // A device without a connection tries every few seconds: that is one try that lasted.
  const lasts = db.prepare(
    `update device_removals set settled_at = null, outcome = null
      where publication_id = @id and error_code in ('network', 'timeout')
        and n = (select max(n) from device_removals where publication_id = @id)`,
  );
  const of = db.prepare('select * from device_removals where publication_id = ? order by n');
  return {
    begin(id, at) {
      if (lasts.run({ id }).changes === 0) begin.run({ id, at });
    },
    settle: (id, at, failure) =>
      void settle.run({
        id,
        at,
        outcome: failure ? 'failed' : 'removed',
        code: failure?.code.slice(0, 80) ?? null,
        message: failure?.message.slice(0, 2000) ?? null,
        status: failure?.answer.status ?? null,
        platformCode: failure?.answer.code?.slice(0, 300) ?? null,
      }),
    of: (id) => of.all(id).map((raw) => removalSchema.parse(raw)),
  };
}
