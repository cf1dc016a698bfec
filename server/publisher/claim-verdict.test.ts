import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Connector } from '../../shared/connectors/contract.ts';
import type { Connection, Rows, Work } from './claim-rows.ts';
import { judge } from './claim-verdict.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const before = (ms: number) => new Date(Date.parse(NOW) - ms).toISOString();
const MINUTE = 60_000;

type Case = { subject: 'target' | 'reply'; forced: boolean; lateMs: number; graceMinutes: number };
type Around = { signedOut: boolean; limitedMs: number | null };

/** What becomes of one thing on an account that the server holds. */
function verdict({ subject, forced, lateMs, graceMinutes }: Case, { signedOut, limitedMs }: Around) {
  const connection: Connection = {
    id: 'c',
    platform: 'sandbox',
    holder: 'server',
    status: signedOut ? 'reconnect' : 'connected',
    status_code: signedOut ? 'signed_out' : null,
    remote_account_id: '1',
    service_url: null,
    limits: null,
    deleted_at: null,
  };
  const work: Work = {
    subject,
    subject_id: 's',
    occurrence: 'once',
    connection_id: 'c',
    post_id: 'p',
    part_id: null,
    brand_id: 'b',
    due_at: before(lateMs),
    forced,
    publication_id: 'u',
  };
  const rows: Rows = {
    now: NOW,
    works: [work],
    connections: [connection],
    posts: [
      {
        ...{ id: 'p', brand_id: 'b', title: '', caption: 'Rye', hashtags: [], link: null },
        ...{ status: 'scheduled', deleted_at: null },
      },
    ],
    targets: [
      {
        ...{ id: 's', text: null, format: null, options: null, by_hand: false },
        ...{ created_at: before(lateMs + MINUTE), deleted_at: null },
      },
    ],
    replies: [{ id: 's', text: 'It is.', parent: 'r', deleted_at: null }],
    brands: [{ id: 'b', grace_minutes: graceMinutes }],
    ...{ parts: [], attachments: [], assets: [], contacts: [], down: [] },
    ...{ publications: [], places: [], attempts: [], traces: [] },
  };
  return judge(work, rows, {
    connectors: new Map([['sandbox', {} as Connector]]),
    cleared: () => true,
    take: () => (limitedMs === null ? null : before(-limitedMs)),
  });
}

const cases = fc.record({
  subject: fc.constantFrom('target', 'reply'),
  forced: fc.boolean(),
  lateMs: fc.integer({ min: 0, max: 90 * 86_400_000 }),
  graceMinutes: fc.integer({ min: 0, max: 1440 }),
}) satisfies fc.Arbitrary<Case>;
const around = fc.record({
  signedOut: fc.boolean(),
  limitedMs: fc.option(fc.integer({ min: 1, max: 3 * 86_400_000 })),
}) satisfies fc.Arbitrary<Around>;

/** What was asked for just now gets the time that its tries take, whatever the brand allows its posts. */
const allowedMs = ({ subject, forced, graceMinutes }: Case) =>
  Math.max(graceMinutes * MINUTE, subject === 'reply' || forced ? 10 * MINUTE : MINUTE);

it('whatever it is and whoever asked for it: nothing goes out later than it may, and it says so', () => {
  fc.assert(
    fc.property(cases, around, (one, at) => {
      const what = verdict(one, at);
      if (one.lateMs > allowedMs(one)) {
        const [code, kind] = at.signedOut ? ['missed_signed_out', 'reconnect'] : ['missed', 'give_up'];
        expect(what).toMatchObject({ fate: 'drop', shown: { state: 'missed', code, class: kind } });
      } else if (!at.signedOut && at.limitedMs === null) expect(what.fate).toBe('send');
    }),
    { numRuns: 400 },
  );
});

it('what waits for an account or a limit is looked at again when it becomes too late', () => {
  fc.assert(
    fc.property(cases, around, (one, at) => {
      const what = verdict(one, at);
      if (what.fate !== 'park') return;
      const left = allowedMs(one) - one.lateMs + 1;
      expect((what.until?.getTime() ?? Number.POSITIVE_INFINITY) - Date.parse(NOW)).toBeLessThanOrEqual(left);
    }),
    { numRuns: 400 },
  );
});
