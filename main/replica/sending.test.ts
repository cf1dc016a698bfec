import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engagementScope } from '../../shared/scopes.ts';
import type { Replica } from './replica.ts';
import { type Bench, createBench } from './testing.ts';
import { ack, brand, person, put, scope, start } from './testing-posts.ts';

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());
const { applied, create, post, rowOf, take } = person(() => replica);

describe('acknowledgement', () => {
  it('an answer alone drops nothing', () => {
    const { uuid, id } = create();
    take();
    applied(uuid);
    expect(replica.sending.waiting()).toBe(1);
    expect(replica.sending.hasUnsent()).toBe(false);
    expect(post(id)?.pending).toBe(true);
  });

  it('somebody else’s writes under a copied client id drop nothing', () => {
    const { uuid, id } = create();
    const { clientId } = take();
    replica.applyServer(scope, [ack(clientId, 1, uuidv4())], start);
    expect(replica.sending.waiting()).toBe(1);
    expect(post(id)?.title).toBe('Rye');
    applied(uuid);
    expect(replica.sending.waiting()).toBe(0);
  });

  it('a greater number settles earlier writes that the server said it applied, in either order', () => {
    const [first, second, third] = [create(), create(), create()];
    const rows = [first, second, third].map(({ id }) => put('post', rowOf(id)));
    const { clientId } = take();
    applied(first.uuid);
    replica.applyServer(scope, [...rows, ack(clientId, 3, third.uuid)], start);
    expect(replica.sending.waiting()).toBe(1);
    applied(second.uuid);
    expect(replica.sending.waiting()).toBe(0);
    expect(post(second.id)?.pending).toBe(false);
  });

  it('counts in the home scope only', () => {
    const { uuid } = create();
    const { clientId } = take();
    applied(uuid);
    replica.applyServer(engagementScope(brand), [ack(clientId, 9, uuidv4())], start);
    expect(replica.sending.waiting()).toBe(1);
  });

  it('missing from a fresh snapshot makes an applied write go out again', () => {
    const { uuid } = create();
    take();
    applied(uuid);
    replica.applyServer(scope, [], { handle: 'h2', offset: '0_inf' }, { rebuild: true });
    expect(take().mutations.map((mutation) => mutation.uuid)).toEqual([uuid]);
  });

  it('of numbers never issued here makes this a new client', () => {
    create();
    const { clientId } = take();
    replica.applyServer(scope, [ack(clientId, 7, uuidv4())], start);
    const again = take();
    expect(again.clientId).not.toBe(clientId);
    expect(again.mutations[0]?.id).toBe(1);
  });
});

describe('a rejected write', () => {
  const reject = (uuid: string) =>
    replica.sending.settle([
      { uuid, outcome: { status: 'rejected', code: 'forbidden', message: 'You may not do that here.' } },
    ]);

  it('is taken back on screen and kept with the words', () => {
    const { id, uuid } = create({ title: 'Mine' });
    take();
    reject(uuid);
    expect(post(id)).toBeNull();
    expect(replica.sending.failed()).toMatchObject([
      {
        uuid,
        name: 'post.create',
        args: { title: 'Mine' },
        code: 'forbidden',
        message: 'You may not do that here.',
      },
    ]);
    expect(replica.sending.waiting()).toBe(0);
  });

  it('can be tried again as a new write, or discarded', () => {
    const { id, uuid } = create();
    take();
    reject(uuid);
    replica.sending.retry(uuid);
    expect(post(id)?.title).toBe('Rye');
    expect(replica.sending.failed()).toEqual([]);
    const { mutations } = take();
    expect(mutations[0]).toMatchObject({ id: 2, name: 'post.create' });
    expect(mutations[0]?.uuid).not.toBe(uuid);
    reject(mutations[0]?.uuid ?? '');
    replica.sending.discard(mutations[0]?.uuid ?? '');
    expect(replica.sending.failed()).toEqual([]);
    expect(() => replica.sending.retry(uuid)).toThrowError(expect.objectContaining({ code: 'not_found' }));
  });

  it('that fails again on the spot stays failed', () => {
    const { id, uuid } = create();
    take();
    reject(uuid);
    create({ id });
    expect(() => replica.sending.retry(uuid)).toThrowError(expect.objectContaining({ code: 'exists' }));
    expect(replica.sending.failed()).toHaveLength(1);
  });
});

describe('a discarded waiting write', () => {
  it('loses its effect and goes out as a noop under a uuid of its own', () => {
    const { id, uuid } = create();
    replica.sending.discard(uuid);
    expect(post(id)).toBeNull();
    expect(replica.sending.waiting()).toBe(0);
    const [noop] = take().mutations;
    expect(noop).toMatchObject({ id: 1, name: 'noop', args: null });
    expect(noop?.uuid).not.toBe(uuid);
    applied(noop?.uuid ?? '');
    expect(replica.sending.hasUnsent()).toBe(false);
  });
});

describe('numbering', () => {
  it('starts anew under a new client id, with the same uuids and order', () => {
    const uuids = [create(), create(), create()].map(({ uuid }) => uuid);
    const first = take(2);
    applied(uuids[0] ?? '');
    replica.sending.becomeNewClient();
    const { clientId, mutations } = take();
    expect(clientId).not.toBe(first.clientId);
    expect(mutations.map(({ id, uuid }) => [id, uuid])).toEqual([
      [1, uuids[1]],
      [2, uuids[2]],
    ]);
    create();
    expect(take().mutations.at(-1)?.id).toBe(3);
    // The one applied under the old name is settled by an acknowledgement of that name.
    replica.applyServer(scope, [ack(first.clientId, 4, uuidv4())], start);
    expect(replica.sending.waiting()).toBe(3);
  });

  it('goes back to what the server misses where it is still here', () => {
    const uuids = [create(), create(), create()].map(({ uuid }) => uuid);
    const { clientId } = take();
    applied(...uuids.slice(0, 2));
    expect(take().mutations.map(({ id }) => id)).toEqual([3]);
    replica.sending.fillGap(0);
    const again = take();
    expect(again.clientId).toBe(clientId);
    expect(again.mutations.map(({ id, uuid }) => [id, uuid])).toEqual(
      uuids.map((uuid, index) => [index + 1, uuid]),
    );
  });

  it('starts anew where the missing numbers are gone', () => {
    const [first, second] = [create(), create()];
    const { clientId } = take();
    replica.applyServer(scope, [ack(clientId, 1, first.uuid)], start);
    replica.sending.fillGap(0);
    const again = take();
    expect(again.clientId).not.toBe(clientId);
    expect(again.mutations).toMatchObject([{ id: 1, uuid: second.uuid }]);
  });

  it('sends no more than asked, but always one', () => {
    create({ caption: 'x'.repeat(1000) });
    create();
    expect(replica.sending.take({ count: 50, bytes: 100 })?.mutations).toHaveLength(1);
    expect(replica.sending.take({ count: 1, bytes: 1e6 })?.mutations).toHaveLength(1);
  });
});
