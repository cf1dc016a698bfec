import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Failure } from '../../shared/connectors/contract.ts';
import { type Try, trySchema } from '../../shared/publishing/timeline.ts';

const SCHEMA = `
  create table if not exists device_attempts (
    publication_id text not null, n integer not null, begun_at text not null, sent_at text, settled_at text,
    outcome text not null, settled_by text, error_code text, error_message text, status integer, platform_code text,
    primary key (publication_id, n)
  ) strict;
`;

type SettledBy = NonNullable<Try['settled_by']>;

/** What this device tried, for people to read; what is sent next is decided by the ledger alone. Instants are ISO text. */
export type DeviceAttempts = {
  begin(publicationId: string, at: string): void;
  /** The call that can post begins. */
  sent(publicationId: string, at: string): void;
  settle(
    publicationId: string,
    at: string,
    how: {
      outcome: 'published' | 'not_published' | 'unknown';
      by: SettledBy | null;
      failure?: Failure | undefined;
    },
  ): void;
  /** When the newest call that can post began; null: none did. */
  sentAt(publicationId: string): string | null;
  /** After a start nothing is under way: what was being sent may be out. */
  recover(): void;
  of(publicationId: string): Try[];
};

export function createDeviceAttempts(db: Database): DeviceAttempts {
  db.exec(SCHEMA);
  const last = 'n = (select max(n) from device_attempts where publication_id = @id)';
  const lost = db.prepare(
    `update device_attempts set outcome = 'not_published', settled_by = 'worker_lost', settled_at = @at
      where publication_id = @id and outcome = 'preparing'`,
  );
  const begin = db.prepare(
    `insert into device_attempts (publication_id, n, begun_at, outcome)
      select @id, coalesce(max(n), 0) + 1, @at, 'preparing' from device_attempts where publication_id = @id`,
  );
  const sent = db.prepare(
    `update device_attempts set sent_at = @at, outcome = 'sending' where publication_id = @id and ${last}`,
  );
  const settle = db.prepare(
    `update device_attempts set outcome = @outcome, settled_by = @by, error_code = @code, error_message = @message,
            settled_at = case when @outcome <> 'unknown' then @at end,
            status = coalesce(@status, status), platform_code = coalesce(@platformCode, platform_code)
      where publication_id = @id and ${last} and outcome in ('preparing', 'sending', 'unknown')`,
  );
  // A device without a connection looks every few seconds: that is one try that lasted.
  const same = `from device_attempts a join device_attempts b on b.publication_id = a.publication_id and b.n = a.n - 1
    where a.publication_id = @id and a.${last} and a.sent_at is null and b.sent_at is null
      and a.outcome = 'not_published' and b.outcome = 'not_published' and a.error_code = b.error_code`;
  const lasted = db.prepare(`select a.n, a.settled_at ${same}`);
  const stretch = db.prepare(
    'update device_attempts set settled_at = @at where publication_id = @id and n = @n - 1',
  );
  const drop = db.prepare('delete from device_attempts where publication_id = @id and n = @n');
  const recover = db.prepare(`update device_attempts set outcome = 'unknown' where outcome = 'sending'`);
  const sentAt = db
    .prepare<[string], string | null>('select max(sent_at) from device_attempts where publication_id = ?')
    .pluck();
  const of = db.prepare('select * from device_attempts where publication_id = ? order by n');

  return {
    begin(id, at) {
      lost.run({ id, at });
      begin.run({ id, at });
    },
    sent: (id, at) => void sent.run({ id, at }),
    settle(id, at, { outcome, by, failure }) {
      settle.run({
        id,
        at,
        outcome,
        by,
        code: failure?.code.slice(0, 80) ?? null,
        message: failure?.message.slice(0, 2000) ?? null,
        status: failure?.answer.status ?? null,
        platformCode: failure?.answer.code?.slice(0, 300) ?? null,
      });
      const again = z.object({ n: z.int() }).optional().parse(lasted.get({ id }));
      if (!again) return;
      stretch.run({ id, at, n: again.n });
      drop.run({ id, n: again.n });
    },
    sentAt: (id) => sentAt.get(id) ?? null,
    recover: () => void recover.run(),
    of: (id) => of.all(id).map((raw) => trySchema.parse(raw)),
  };
}
