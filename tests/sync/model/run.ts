import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { scopesByAccess } from '../../../main/sync/access.ts';
import { addPillar, join as joinBrand, makeHouse, makePerson } from '../../../server/sync/testing.ts';
import { personScope } from '../../../shared/scopes.ts';
import { Broken, check, type Fates } from './check.ts';
import { createDevice, type Device } from './device.ts';
import type { Waiting } from './line.ts';
import { DEVICES, type DeviceName, type Plan, type Step } from './plan.ts';
import type { Town } from './town.ts';
import { folding, type Ledger, nth, writeSomething } from './writes.ts';

/** What a run saw: how often each thing happened. */
export type Seen = { steps: Record<string, number>; fates: Fates; ms: number };

/** What a good line lets through in a moment: enough for a first sync. */
const FLOW_ROUNDS = 6;
/** Rounds of requests over a good line after which it must have become quiet. */
const ROUNDS = 250;
/** The Electric client makes pauses of its own when it was refused often, and a machine may have other work. */
const PATIENCE_MS = 60_000;

/** Plays a plan and then waits until it is quiet. @throws Broken when a promise was not kept */
export async function play(plan: Plan, town: Town): Promise<Seen> {
  const began = performance.now();
  await town.begin(plan.chunkBytes);
  // In memory where that is to be had: thousands of small commits to a disk are most of a run's time.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'pillarbox-model-'));
  const house = await makeHouse(town.db(), 'Ada');
  const [bo, cy] = [await makePerson(town.db(), 'Bo'), await makePerson(town.db(), 'Cy')];
  const brands = [house.brandId, await secondBrand(town, house)];
  const setRole = async (person: string, brandId: string, role: 'manager' | 'member' | 'none') => {
    await town
      .db()
      .tx({ as: 'system' }, (tx) =>
        tx.run(sql`delete from app.memberships where person_id = ${person} and brand_id = ${brandId}`),
      );
    if (role !== 'none') await joinBrand(town.db(), { ...house, personId: person, brandId, role });
    await town.numbered();
  };
  await setRole(bo, brands[0] ?? '', 'manager');
  await setRole(cy, brands[0] ?? '', 'member');
  await setRole(cy, brands[1] ?? '', 'manager');

  const people: Record<DeviceName, string> = {
    'ada-1': house.personId,
    'ada-2': house.personId,
    'bo-1': bo,
    'bo-2': bo,
    'cy-1': cy,
  };
  const devices = DEVICES.map((name) => createDevice({ name, personId: people[name], folder, town }));
  const [, ada2, bo1, bo2, cy1] = devices as [Device, Device, Device, Device, Device];
  const ledger: Ledger = new Map();
  const steps: Record<string, number> = {};
  const count = (what: string) => {
    steps[what] = (steps[what] ?? 0) + 1;
  };
  const started = () => devices.filter((device) => device.running());

  async function take(step: Step): Promise<void> {
    count(
      step.do === 'line' ? `line: ${step.fault}` : step.do === 'server' ? `server ${step.what}` : step.do,
    );
    if (step.do === 'role') {
      return setRole(step.person === 'bo' ? bo : cy, nth(brands, step.brand) ?? '', step.role);
    }
    if (step.do === 'server') {
      if (step.what === 'restarts') await town.restart();
      if (step.what === 'new epoch') await town.newEpoch();
      if (step.what === 'forgets its log') await town.forgetLog();
      if (step.what === 'writes')
        await addPillar(town.db(), nth(brands, step.pick) ?? '', `Theirs ${step.pick}`);
      return town.numbered();
    }
    if (step.do === 'backup') return ada2.save('backup');
    if (step.do === 'restore') return ada2.has('backup') ? ada2.restore('backup') : undefined;
    if (step.do === 'copy') return bo2.running() ? undefined : bo2.copyFrom(bo1);
    if (step.do === 'mark') return cy1.save('mark');
    if (step.do === 'rewind') return cy1.has('mark') ? cy1.rewind('mark') : undefined;

    const device = nth(devices, step.who);
    // Until it is copied the second of Bo's desktops is the first.
    const at = device === bo2 && !bo2.running() ? bo1 : device;
    if (!at) return;
    at.begin();
    switch (step.do) {
      case 'write':
        return writeSomething(at, ledger, step, house.organizationId);
      case 'line': {
        await at.arrive();
        const one = nth(at.line.waiting(), step.pick);
        if (one) await at.line.let(one, step.fault);
        return settle(at);
      }
      case 'flow':
        return flow(at);
      case 'kill':
        return at.kill();
      case 'keep':
        return at.save('kept');
      case 'put back':
        return at.has('kept') ? at.putBack('kept') : undefined;
      case 'upgrade':
        return at.upgrade(step.back);
      case 'clock':
        return at.clock(step.hours);
      case 'discard': {
        const waiting = at.replica.read.all<{ uuid: string; state: string }>(
          "select uuid, state from outbox where state <> 'applied' and name not in ('noop', 'brand.create') order by seq",
        );
        const entry = nth([...waiting, ...failedOf(at)], step.pick);
        if (!entry) return;
        at.replica.sending.discard(entry.uuid);
        // One that may have arrived can have been applied all the same.
        at.books().givenUp.set(entry.uuid, entry.state === 'pending' ? 'for sure' : 'perhaps');
        return;
      }
      case 'retry': {
        const entry = nth(failedOf(at), step.pick);
        if (entry) retry(at, entry.uuid);
      }
    }
  }

  const failedOf = (at: Device) => at.replica.sending.failed().map(({ uuid }) => ({ uuid, state: 'failed' }));
  function retry(at: Device, uuid: string) {
    const failed = at.replica.sending.failed().find((each) => each.uuid === uuid);
    try {
      folding(at, () => at.replica.sending.retry(uuid));
    } catch {
      return; // still refused, and kept
    }
    at.books().givenUp.set(uuid, 'perhaps');
    const again = at.replica.read.get<{ uuid: string }>('select uuid from outbox order by seq desc limit 1');
    if (!again || !failed) return;
    at.books().made.add(again.uuid);
    if (!ledger.has(again.uuid)) {
      const { id, row } = failed.args as { id?: string; row?: { id: string } };
      ledger.set(again.uuid, { name: failed.name, about: String(id ?? row?.id), words: null });
    }
  }

  /** Something is there already, on every desktop but the one that will be a copy. */
  async function begin() {
    for (const [index, device] of devices.entries()) {
      if (device === bo2) continue;
      await take({ do: 'flow', who: index });
      if (index > 0) continue;
      for (const what of [0, 1, 0, 1]) await take({ do: 'write', who: 0, what, pick: what });
      await flow(device);
    }
    for (const what of Object.keys(steps)) delete steps[what];
  }

  /** Lets through what has something to say. @returns how much that was */
  async function letThrough(list: readonly Device[]): Promise<number> {
    let moved = 0;
    const scopes = new Set(list.flatMap(({ line }) => line.waiting().map(({ about }) => about)));
    scopes.delete('push');
    const heads = scopes.size > 0 ? await town.heads([...scopes]) : new Map<string, number>();
    for (const device of list) {
      for (const one of device.line.waiting()) {
        if (!hasNews(device, one, heads)) continue;
        moved += 1;
        await device.line.let(one, 'none');
      }
    }
    return moved;
  }
  async function flow(device: Device) {
    await device.arrive();
    for (let round = 0; round < FLOW_ROUNDS; round += 1) {
      await settle(device);
      if ((await letThrough([device])) === 0) return;
    }
    await settle(device);
  }

  const isRestless = ({ sync, replica }: Device) =>
    replica.sending.waiting() > 0 || !/^(up_to_date|failed)$/.test(sync.state().status);
  /** Every stream has taken what it was given and asks for more: an answer that is being read shows nowhere else. */
  const listens = ({ line, replica, personId }: Device) => {
    const own = personScope(personId);
    const asked = new Set(line.waiting().flatMap(({ about, live }) => (live ? [about] : [])));
    return [own, ...scopesByAccess(replica, own).wanted].every((scope) => asked.has(scope));
  };
  const unrest = () => {
    const all = started()
      .filter(
        (device) => isRestless(device) || !listens(device) || device.line.waiting().some(({ live }) => !live),
      )
      .map(({ name, sync, line, replica }) => ({
        name,
        state: sync.state(),
        outbox: replica.read.all('select * from outbox'),
        acks: replica.read.all('select * from acks'),
        me: replica.read.all('select * from meta'),
        line: line.waiting().map(({ about, live, query }) => `${about} ${live} ${query}`),
      }));
    return JSON.stringify(all, null, 1);
  };

  async function quiet() {
    for (const device of devices) device.begin();
    for (const device of started()) {
      await device.arrive();
      device.signIn();
    }
    const deadline = Date.now() + PATIENCE_MS;
    for (let busy = 0, calm = 0; calm < 2; ) {
      if (busy > ROUNDS || Date.now() > deadline) throw new Broken(`it does not become quiet\n${unrest()}`);
      for (const device of started()) await settle(device);
      const moved = await letThrough(started());
      const restless = started().some((device) => isRestless(device) || !listens(device));
      if (restless) await new Promise((resolve) => setTimeout(resolve, 5));
      calm = moved === 0 && !restless ? calm + 1 : 0;
      if (moved > 0) busy += 1;
    }
  }

  try {
    await begin();
    for (const step of plan.steps) await take(step);
    await quiet();
    const fates = await check(town, devices, ledger);
    return { steps, fates, ms: performance.now() - began };
  } finally {
    for (const device of devices) await device.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** False for a poll that would be answered with nothing. */
function hasNews(device: Device, { about, live }: Waiting, heads: Map<string, number>): boolean {
  if (about === 'push' || !live) return true;
  // It asks again about writes that were applied where nothing shows them.
  if (about === personScope(device.personId) && device.replica.sending.waiting() > 0) return true;
  const offset = device.replica.position(about)?.offset ?? '';
  return Number(offset.split('_')[0]) < (heads.get(about) ?? 0);
}

/** Until the engine has done what it can do without the line. */
async function settle({ line }: Device): Promise<void> {
  for (let before = ''; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    const now = line
      .waiting()
      .map(({ about, live }) => `${about}${live}`)
      .join();
    if (now === before) return;
    before = now;
  }
}

async function secondBrand(town: Town, house: { organizationId: string }): Promise<string> {
  const [row] = await town.database.owner<{ id: string }>(sql`
    insert into app.brands (id, organization_id, name, time_zone, created_at, updated_at, version)
    values (gen_random_uuid(), ${house.organizationId}, 'Second', 'Europe/London', now(), now(), 1)
    returning id::text`);
  return row?.id ?? '';
}
