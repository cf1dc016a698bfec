import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planningScope } from '../../shared/scopes.ts';
import { runQuery } from '../queries/queries.ts';
import { adopt } from './adoption.ts';
import type { Replica } from './replica.ts';
import { type Bench, brandArgs, createBench, pillarArgs, postArgs } from './testing.ts';

const me = uuidv4();
const organization = uuidv4();
const [bakery, cafe] = [uuidv4(), uuidv4()];
let bench: Bench;
let local: Replica;
let account: Replica;
beforeEach(() => {
  bench = createBench();
  local = bench.open('local');
  account = bench.open('account');
  for (const id of [bakery, cafe]) {
    local.mutate(
      [{ name: 'brand.create', args: brandArgs(id, { name: id === bakery ? 'Bakery' : 'Café' }) }],
      null,
    );
    local.mutate([{ name: 'pillar.create', args: pillarArgs(id) }], null);
    const post = postArgs(id, { title: 'First' });
    local.mutate([{ name: 'post.create', args: post }], null);
    local.mutate(
      [{ name: 'post.edit', args: { id: post.id, brand_id: id, fields: { title: 'Edited' }, base: {} } }],
      null,
    );
  }
});
afterEach(() => bench.clean());

const drafts = (replica: Replica, brandId: string) =>
  runQuery(replica, 'drafts', { brandId }).map((row) => row.title);
const names = (replica: Replica) => runQuery(replica, 'brands', {}).map((row) => row.name);
const uuids = (replica: Replica) =>
  (replica.sending.take({ count: 100, bytes: 1e7 })?.mutations ?? []).map(({ uuid }) => uuid);

describe('adoption', () => {
  it('moves one brand, whole and in order, and leaves the other', () => {
    const moving = local.adoption.writesOf(bakery).map(({ uuid }) => uuid);
    adopt(local, account, [{ brandId: bakery, organizationId: organization }], me);
    expect(names(local)).toEqual(['Café']);
    expect(drafts(local, bakery)).toEqual([]);
    expect(names(account)).toEqual(['Bakery']);
    expect(drafts(account, bakery)).toEqual(['Edited']);
    expect(runQuery(account, 'brands', {})[0]).toMatchObject({
      organization_id: organization,
      role: 'owner',
    });
    expect(runQuery(account, 'drafts', { brandId: bakery })[0]).toMatchObject({
      created_by: me,
      pending: true,
    });
    expect(uuids(account)).toEqual(moving);
    expect(drafts(local, cafe)).toEqual(['Edited']);
  });

  it('cut short before the local file lets go, it is repeated without doubling anything', () => {
    const writes = local.adoption.writesOf(bakery);
    account.adoption.takeIn(writes, me);
    const first = uuids(account);
    // Meanwhile the server took and acknowledged some of it, and the person worked on without the account.
    account.applyServer(
      planningScope(bakery),
      [{ op: 'put', kind: 'client', id: uuidv4(), data: { mutation_id: 1, uuid: first[0] } }],
      { handle: 'h', offset: '1_0' },
    );
    expect(account.sending.waiting()).toBe(first.length - 1);
    local.mutate([{ name: 'post.create', args: postArgs(bakery, { title: 'Later' }) }], null);

    adopt(local, account, [{ brandId: bakery, organizationId: organization }], me);
    expect(account.sending.waiting()).toBe(first.length);
    expect(drafts(account, bakery)).toContain('Later');
    expect(names(local)).toEqual(['Café']);
  });

  it('cut short while a text was being written, it is repeated with the whole of it', () => {
    const post = postArgs(bakery, { title: 'Typed', caption: 'One.' });
    local.mutate([{ name: 'post.create', args: post }], null);
    const named = { id: post.id, brand_id: bakery };
    const type = (caption: string, base: string) =>
      local.mutate(
        [{ name: 'post.edit', args: { ...named, fields: { caption }, base: { caption: base } } }],
        null,
      );
    type('One. Two.', 'One.');
    account.adoption.takeIn(local.adoption.writesOf(bakery), me);
    type('One. Two. Three.', 'One. Two.');

    adopt(local, account, [{ brandId: bakery, organizationId: organization }], me);
    expect(runQuery(account, 'post', { id: post.id })).toMatchObject({ caption: 'One. Two. Three.' });
    expect(runQuery(account, 'drafts', { brandId: bakery })).toHaveLength(2);
    expect(new Set(uuids(account)).size).toBe(account.sending.waiting());
  });

  it('brands of one name stay two', () => {
    account.mutate(
      [{ name: 'brand.create', args: brandArgs(uuidv4(), { organization_id: organization }) }],
      me,
    );
    adopt(local, account, [{ brandId: bakery, organizationId: organization }], me);
    expect(names(account)).toEqual(['Bakery', 'Bakery']);
  });

  it('survives a restart of both files', () => {
    adopt(local, account, [{ brandId: cafe, organizationId: organization }], me);
    local.close();
    account.close();
    expect(names(bench.open('local'))).toEqual(['Bakery']);
    expect(drafts(bench.open('account'), cafe)).toEqual(['Edited']);
  });
});
