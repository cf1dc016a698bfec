import { v4 as uuidv4 } from 'uuid';
import type { KindName, Row } from '../../shared/kinds/index.ts';
import { engagementScope, personScope, planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { postArgs } from '../replica/testing.ts';

/** What tests of the queries share: one person's brand, and rows as the server has them. */
export const me = uuidv4();
export const brand = uuidv4();
export const time = '2026-11-01T08:00:00.000Z';
export const stamps = { created_at: time, updated_at: time, version: 1 };

/** Rows arrive from the server, and drafts are made, in the replica of the test that runs. */
export function scene(replica: () => Replica) {
  const serve = <K extends KindName>(kind: K, ...rows: (Row<K> & { id: string })[]) => {
    const family = {
      person: personScope(me),
      planning: planningScope(brand),
      engagement: engagementScope(brand),
    };
    const scope = {
      access: 'person',
      organization: 'person',
      person: 'person',
      comment: 'engagement',
      reply: 'engagement',
    } as const;
    replica().applyServer(
      family[(scope as Partial<Record<KindName, keyof typeof family>>)[kind] ?? 'planning'],
      rows.map((row) => ({ op: 'put', kind, id: row.id, data: row })),
      { handle: 'h', offset: '1_0' },
    );
  };
  const makePost = (rest: Parameters<typeof postArgs>[1] = {}) => {
    const args = postArgs(brand, rest);
    replica().mutate([{ name: 'post.create', args }], me);
    return args.id;
  };
  return { serve, makePost };
}

export const connection = (rest: Partial<Row<'connection'>> = {}): Row<'connection'> => ({
  id: uuidv4(),
  brand_id: brand,
  platform: 'sandbox',
  holder: 'server',
  device_id: null,
  handle: 'bakery',
  display_name: 'Bakery',
  remote_account_id: '1',
  service_url: null,
  status: 'connected',
  status_code: null,
  limits: null,
  ...stamps,
  ...rest,
});
export const publication = (rest: Partial<Row<'publication'>>): Row<'publication'> => ({
  id: uuidv4(),
  brand_id: brand,
  subject: 'target',
  subject_id: uuidv4(),
  post_id: null,
  part_id: null,
  connection_id: uuidv4(),
  occurrence: 'once',
  state: 'published',
  due_at: time,
  published_at: time,
  late_ms: 0,
  remote_id: 'r1',
  url: 'https://example.test/1',
  tries: 1,
  next_try_at: null,
  error_code: null,
  error_class: 'none',
  error_message: null,
  updated_at: time,
  ...rest,
});
export const comment = (rest: Partial<Row<'comment'>> = {}): Row<'comment'> => ({
  id: uuidv4(),
  brand_id: brand,
  connection_id: uuidv4(),
  post_id: null,
  remote_id: uuidv4(),
  parent_remote_id: null,
  url: null,
  author_name: 'Ana',
  author_handle: 'ana',
  text: 'Lovely bread',
  commented_at: time,
  status: 'open',
  assigned_to: null,
  ...stamps,
  ...rest,
});
