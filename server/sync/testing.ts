import { isChangeMessage, type Offset, ShapeStream } from '@electric-sql/client';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import type { Role, Row } from '../../shared/kinds/index.ts';
import { type MutationArgs, type MutationName, registry } from '../../shared/mutators/index.ts';
import { planningScope } from '../../shared/scopes.ts';
import { pushResponseSchema, type SentMutation, type StoredOutcome } from '../../shared/sync-protocol.ts';
import { testDeps } from '../../tests/support/deps.ts';
import { type BuiltApp, buildApp } from '../app.ts';
import type { Db } from '../db/db.ts';
import { syncModule } from './index.ts';

/** A person with an organization of their own and one brand in it, for tests. */
export type House = { personId: string; organizationId: string; brandId: string };

const at = '2026-11-01T08:00:00.000Z';

export async function makePerson(db: Db, name = 'Ada'): Promise<string> {
  const id = uuidv7();
  await db.tx({ as: 'system' }, (tx) =>
    tx.run(sql`insert into app.people (id, email, name) values (${id}, ${`${id}@example.test`}, ${name})`),
  );
  return id;
}

export async function makeHouse(db: Db, name = 'Ada'): Promise<House> {
  const [personId, organizationId, brandId] = [await makePerson(db, name), uuidv7(), uuidv7()];
  await db.tx({ as: 'system' }, async (tx) => {
    await tx.run(sql`
      insert into app.organizations (id, name, created_by) values (${organizationId}, ${`${name}'s`}, ${personId})`);
    await tx.run(sql`
      insert into app.memberships (organization_id, person_id, role)
      values (${organizationId}, ${personId}, 'owner')`);
    await tx.run(sql`
      insert into app.brands (id, organization_id, name, time_zone, created_at, updated_at, version)
      values (${brandId}, ${organizationId}, ${`${name}'s brand`}, 'Europe/London', ${at}, ${at}, 1)`);
  });
  return { personId, organizationId, brandId };
}

/** @param brandId null for a role in the whole organization */
export async function join(
  db: Db,
  member: { organizationId: string; brandId: string | null; personId: string; role: Role },
): Promise<void> {
  await db.tx({ as: 'system' }, (tx) =>
    tx.run(sql`
      insert into app.memberships (organization_id, brand_id, person_id, role)
      values (${member.organizationId}, ${member.brandId}, ${member.personId}, ${member.role})`),
  );
}

export async function leaveAll(db: Db, personId: string, organizationId: string): Promise<void> {
  await db.tx({ as: 'system' }, (tx) =>
    tx.run(sql`
      delete from app.memberships where person_id = ${personId} and organization_id = ${organizationId}`),
  );
}

export type Projected = { scope: string; kind: string; id: string; data: Record<string, unknown> };

/** The rows of a scope as they stand, in order of kind and id. */
export async function rowsOf(db: Db, scope: string): Promise<Projected[]> {
  return db.tx({ as: 'sync' }, (tx) =>
    tx.many<Projected>(
      sql`select scope, kind, id, data from sync.rows where scope = ${scope} order by kind, id`,
    ),
  );
}

/** Writes a pillar the way a worker would; the smallest change of a planning scope. */
export async function addPillar(db: Db, brandId: string, name: string): Promise<Row<'pillar'>> {
  const row = {
    id: uuidv7(),
    brand_id: brandId,
    name,
    description: '',
    color: 1,
    position: 0,
    share: null,
    why_it_matters: '',
    subtopics: [],
    created_at: at,
    updated_at: at,
    version: 1,
  };
  await db.tx({ as: 'system' }, (tx) =>
    tx.run(sql`
      insert into app.pillars (id, brand_id, name, description, color, position, created_at, updated_at, version)
      values (${row.id}, ${brandId}, ${name}, '', 1, 0, ${at}, ${at}, 1)`),
  );
  return row;
}

/** Names of the pillars in a brand's projection, sorted. */
export async function pillarNames(db: Db, brandId: string): Promise<string[]> {
  const rows = await rowsOf(db, planningScope(brandId));
  return rows
    .filter(({ kind }) => kind === 'pillar')
    .map(({ data }) => String(data.name))
    .sort();
}

export type TestServer = { url: string; built: BuiltApp; close(): Promise<void> };

/** A listening server with the sync module alone. A person's id is their access token. */
export async function startServer(
  db: Db,
  options: {
    pollMs?: number;
    chunkBytes?: number;
    port?: number;
    env?: Record<string, string>;
    now?: () => Date;
  } = {},
): Promise<TestServer> {
  const built = await buildApp({
    ...testDeps(db, options),
    modules: [(app, deps) => syncModule(app, deps, { ...options, pollMs: options.pollMs ?? 1000 })],
  });
  const url = await built.app.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  return { url, built, close: () => built.close() };
}

export type Follower = {
  /** Rows as the client knows them, `kind/id` to data. */
  rows: Map<string, Record<string, unknown>>;
  /** Changes of each answer that ended up-to-date, in order. */
  batches: string[][];
  refetches: number;
  errors: unknown[];
  stream: ShapeStream<ShapeRow>;
  /** Resolves when the condition holds after some answer. */
  until(condition: () => boolean): Promise<void>;
  stop(): void;
};
type ShapeRow = { scope: string; kind: string; id: string; data: Record<string, unknown> };

/** Follows a scope with the unmodified Electric client, keeping rows the way a replica does. */
export function follow(
  server: string,
  scope: string,
  personId: string,
  resume: { handle?: string; offset?: Offset } = {},
): Follower {
  const stopping = new AbortController();
  const listeners = new Set<() => void>();
  const stream = new ShapeStream<ShapeRow>({
    url: `${server}/api/shapes/${scope}`,
    headers: { authorization: `Bearer ${personId}` },
    signal: stopping.signal,
    ...resume,
    onError: (error) => {
      follower.errors.push(error);
      for (const listener of listeners) listener();
    },
  });
  const follower: Follower = {
    rows: new Map(),
    batches: [],
    refetches: 0,
    errors: [],
    stream,
    until: (condition) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('The stream did not get there in 10 s.')), 10_000);
        const listener = () => {
          if (!condition()) return;
          listeners.delete(listener);
          clearTimeout(timer);
          resolve();
        };
        listeners.add(listener);
        listener();
      }),
    stop: () => stopping.abort(),
  };
  let pending: string[] = [];
  stream.subscribe((messages) => {
    for (const message of messages) {
      if (isChangeMessage(message)) {
        const { kind, id, data } = message.value;
        const { operation } = message.headers;
        if (operation === 'delete') follower.rows.delete(`${kind}/${id}`);
        else follower.rows.set(`${kind}/${id}`, data);
        pending.push(`${operation} ${kind}/${id}`);
      } else if (message.headers.control === 'must-refetch') {
        follower.rows.clear();
        follower.refetches += 1;
        pending = [];
      } else if (message.headers.control === 'up-to-date' && pending.length > 0) {
        follower.batches.push(pending);
        pending = [];
      }
    }
    for (const listener of listeners) listener();
  });
  return follower;
}

/** The rows a scope has, in the form `Follower.rows` has them. */
export const asMap = (rows: Projected[]): Map<string, Record<string, unknown>> =>
  new Map(rows.map(({ kind, id, data }) => [`${kind}/${id}`, data]));

/** A client that numbers its mutations, with `sent` to send anything at all. */
export function createPusher(built: Pick<BuiltApp, 'app'>, personId: string, clientId = uuidv7()) {
  let id = 0;
  const sent = async (mutations: object[], as = personId) => {
    const answer = await built.app.inject({
      method: 'POST',
      url: '/api/mutations',
      headers: { authorization: `Bearer ${as}` },
      payload: { client_id: clientId, mutations },
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const next = (name: string, args: unknown, madeAt = '2026-11-20T10:00:00.000Z'): SentMutation => {
    id += 1;
    const known = registry.get(name);
    const version = known ? registry.versionOf(known) : 1;
    return { id, uuid: uuidv7(), name, args, made_at: madeAt, version };
  };
  return {
    clientId,
    sent,
    next,
    /** Sends one new mutation and returns its outcome. */
    async push<N extends MutationName>(
      name: N,
      args: MutationArgs<N>,
      madeAt?: string,
    ): Promise<StoredOutcome> {
      const { status, body } = await sent([next(name, args, madeAt)]);
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return (
        pushResponseSchema.parse(body).outcomes[0]?.outcome ?? { status: 'rejected', code: '', message: '' }
      );
    },
  };
}

/** Arguments of `post.create`; nothing but what a test cares about. */
export const postArgs = (brandId: string, fields: Partial<MutationArgs<'post.create'>> = {}) => ({
  id: uuidv7(),
  brand_id: brandId,
  pillar_id: null,
  title: 'A post',
  caption: 'words',
  notes: '',
  hashtags: [],
  link: null,
  when: null,
  ...fields,
});

/**
 * Writes a comment the way the collector does, on a channel of its own unless told.
 * @returns its id
 */
export async function addComment(
  db: Db,
  brandId: string,
  fields: { remoteId?: string; parent?: string; connectionId?: string; commentedAt?: string } = {},
): Promise<string> {
  const [id, connectionId] = [uuidv7(), fields.connectionId ?? uuidv7()];
  await db.tx({ as: 'system' }, async (tx) => {
    if (!fields.connectionId)
      await tx.run(sql`
        insert into app.connections (id, brand_id, platform, holder, handle, display_name, remote_account_id, status,
          created_at, updated_at, version)
        values (${connectionId}, ${brandId}, 'sandbox', 'server', 'h', 'H', ${connectionId}, 'connected', now(), now(), 1)`);
    await tx.run(sql`
      insert into app.comments (id, brand_id, connection_id, remote_id, parent_remote_id, author_name, author_handle,
        text, commented_at, status, created_at, updated_at, version)
      values (${id}, ${brandId}, ${connectionId}, ${fields.remoteId ?? id}, ${fields.parent ?? null}, 'Vera', 'vera',
        'How lovely', ${fields.commentedAt ?? new Date().toISOString()}, 'open', now(), now(), 1)`);
  });
  return id;
}
