import { v4 as uuidv4 } from 'uuid';
import { expect } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { planningScope } from '../../shared/scopes.ts';
import { runQuery } from '../queries/queries.ts';
import type { Replica } from './replica.ts';
import type { ServerChange } from './server-rows.ts';
import { postArgs } from './testing.ts';

/** What tests of the replica share: one person's posts of one brand, and what comes back from a server. */
export const me = uuidv4();
export const brand = uuidv4();
export const scope = planningScope(brand);
export const start = { handle: 'h1', offset: '0_inf' };

export const put = (kind: string, data: { id: string }): ServerChange => ({
  op: 'put',
  kind,
  id: data.id,
  data,
});
export const ack = (client: string, mutation_id: number, uuid: string): ServerChange => ({
  op: 'put',
  kind: 'client',
  id: client,
  data: { mutation_id, uuid },
});

/** What that person does in the replica of the test that runs, and what they see there. */
export function person(replica: () => Replica) {
  const post = (id: string) => runQuery(replica(), 'post', { id });
  const drafts = () => runQuery(replica(), 'drafts', { brandId: brand }).map((row) => row.title);
  const rowOf = (id: string): Row<'post'> => {
    const { pillar: _, targets: __, pending: ___, ...row } = post(id) ?? expect.fail('no such post');
    return row;
  };
  const create = (args: Partial<Parameters<typeof postArgs>[1]> = {}) => {
    const full = postArgs(brand, args);
    const [uuid = ''] = replica().mutate([{ name: 'post.create', args: full }], me);
    return { id: full.id, uuid };
  };
  const edit = (id: string, fields: Record<string, unknown>, base: Record<string, unknown> = {}) =>
    replica().mutate([{ name: 'post.edit', args: { id, brand_id: brand, fields, base } }], me)[0] ?? '';
  const take = (count = 50) =>
    replica().sending.take({ count, bytes: 500_000 }) ?? expect.fail('nothing to send');
  const applied = (...uuids: string[]) =>
    replica().sending.settle(uuids.map((uuid) => ({ uuid, outcome: { status: 'applied' } })));
  return { post, drafts, rowOf, create, edit, take, applied };
}
