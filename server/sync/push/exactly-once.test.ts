import fc from 'fast-check';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planningScope } from '../../../shared/scopes.ts';
import type { SentMutation, StoredOutcome } from '../../../shared/sync-protocol.ts';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import {
  addPillar,
  createPusher,
  type House,
  join,
  makeHouse,
  makePerson,
  rowsOf,
  startServer,
  type TestServer,
} from '../testing.ts';

let database: TestDatabase;
let server: TestServer;
let house: House;
let bo: string;
beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database.db);
  house = await makeHouse(database.db);
  bo = await makePerson(database.db, 'Bo');
  await join(database.db, { ...house, personId: bo, role: 'member' });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

type Entry = { uuid: string; name: string; args: unknown; id: number };
type Answers = Map<string, StoredOutcome[]>;

/** What a desktop does, as short as it can be said: an outbox, a client id, and what to do on each answer. */
class Device {
  readonly personId: string;
  clientId = uuidv7();
  nextId = 1;
  outbox: Entry[] = [];
  settled = new Set<string>();

  constructor(personId: string) {
    this.personId = personId;
  }

  write(name: string, args: unknown) {
    this.outbox.push({ uuid: uuidv7(), name, args, id: this.nextId });
    this.nextId += 1;
  }

  /** A copied profile: same client id, same outbox, its own future. */
  copy(): Device {
    const copy = new Device(this.personId);
    copy.clientId = this.clientId;
    copy.nextId = this.nextId;
    copy.outbox = this.outbox.map((entry) => ({ ...entry }));
    copy.settled = new Set(this.settled);
    return copy;
  }

  /** Sends entries from `from` on. With `lost`, the answer never arrives. */
  async send(answers: Answers, from: number, count: number, lost: boolean): Promise<void> {
    const batch = this.outbox.slice(from, from + count);
    if (batch.length === 0) return;
    const pusher = createPusher(server.built, this.personId, this.clientId);
    const mutations: SentMutation[] = batch.map((entry) => ({
      ...entry,
      made_at: '2026-11-20T10:00:00.000Z',
    }));
    const { status, body } = await pusher.sent(mutations);
    if (status === 200) {
      for (const { uuid, outcome } of body.outcomes) {
        answers.set(uuid, [...(answers.get(uuid) ?? []), outcome]);
        if (!lost) this.settled.add(uuid);
      }
    } else if (status === 409 && !lost) {
      // Ids this replica never issued, or issued twice: another client id, the same uuids.
      if (body.code === 'client_forked' || from === 0) this.renew();
    } else if (status !== 409) throw new Error(`${status} ${JSON.stringify(body)}`);
  }

  renew() {
    this.clientId = uuidv7();
    this.outbox = this.outbox
      .filter(({ uuid }) => !this.settled.has(uuid))
      .map((entry, index) => ({ ...entry, id: index + 1 }));
    this.nextId = this.outbox.length + 1;
  }

  async drain(answers: Answers): Promise<void> {
    for (let round = 0; this.outbox.some(({ uuid }) => !this.settled.has(uuid)); round += 1) {
      if (round > 50) throw new Error('A device could not drain its outbox.');
      await this.send(answers, 0, this.outbox.length, false);
    }
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), device: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refused' as const), device: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('noop' as const), device: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('copy' as const), device: fc.nat() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      sends: fc.array(
        fc.record({
          device: fc.nat(),
          from: fc.nat({ max: 4 }),
          count: fc.integer({ min: 1, max: 5 }),
          lost: fc.boolean(),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
);

it('applies every mutation once, whatever is duplicated, reordered, lost, copied or sent at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      // Its version counts how often anything was applied to it.
      const pillar = await addPillar(database.db, house.brandId, 'Counter');
      const named = { id: pillar.id, brand_id: house.brandId };
      const devices = [new Device(house.personId), new Device(house.personId), new Device(bo)];
      const pick = (n: number): Device => devices[n % devices.length] ?? new Device(bo);
      const answers: Answers = new Map();
      let edits = 0;
      for (const action of steps) {
        if (action.do === 'edit') {
          edits += 1;
          pick(action.device).write('pillar.edit', { ...named, fields: { description: `edit ${edits}` } });
        } else if (action.do === 'refused') {
          pick(action.device).write('pillar.edit', { ...named, id: uuidv7(), fields: {} });
        } else if (action.do === 'noop') {
          pick(action.device).write('noop', {});
        } else if (action.do === 'copy') {
          if (devices.length < 5) devices.push(pick(action.device).copy());
        } else {
          await Promise.all(
            action.sends.map(({ device, from, count, lost }) =>
              pick(device).send(answers, from, count, lost),
            ),
          );
        }
      }
      for (const device of devices) await device.drain(answers);

      // Every answer to one uuid is the same answer, and every edit was applied exactly once.
      for (const [uuid, given] of answers) {
        for (const outcome of given) expect(outcome, uuid).toEqual(given[0]);
      }
      const rows = await rowsOf(database.db, planningScope(house.brandId));
      const counter = rows.find(({ kind, id }) => kind === 'pillar' && id === pillar.id);
      expect(counter?.data.version).toBe(1 + edits);
      const uuids = new Set(devices.flatMap(({ outbox }) => outbox.map(({ uuid }) => uuid)));
      const stored = await database.owner<{ uuid: string }>(
        sql`select uuid from sync.outcomes where uuid = any(${[...uuids]}) and not resent`,
      );
      expect(new Set(stored.map(({ uuid }) => uuid))).toEqual(uuids);
      expect(stored).toHaveLength(uuids.size);
    }),
    { numRuns: 30 },
  );
}, 120_000);
