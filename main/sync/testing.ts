import { v4 as uuidv4 } from 'uuid';
import type { KindName, Role } from '../../shared/kinds/index.ts';
import { Rejection, type Rows } from '../../shared/mutators/define.ts';
import { registry } from '../../shared/mutators/index.ts';
import { engagementScope, parseScope, personScope, planningScope } from '../../shared/scopes.ts';
import { pushRequestSchema, type StoredOutcome } from '../../shared/sync-protocol.ts';
import { NOOP } from '../replica/outbox-table.ts';

type Data = Record<string, unknown> & { id?: string };
type LogEntry = { lsn: number; op: number; kind: string; id: string; operation: string; data: Data | null };
type Stream = { rows: Map<string, { kind: string; id: string; data: Data }>; log: LogEntry[] };
type Client = { personId: string; lastId: number; uuids: Map<number, string> };

/** A write with these words is rejected by the model server only. */
export const REFUSED = 'refuse me';

export type Answer = { status: number; body: unknown };
export type ShapeAnswer = Answer & { headers: Record<string, string> };

/**
 * A small server in memory that keeps the rules of shared/sync-protocol.ts: exactly-once apply by client, number and
 * uuid, stored outcomes, acknowledgement rows, one totally ordered stream per scope in Electric's protocol. Tests
 * drive the desktop's sync against it; the real server has its own suite (tests/sync).
 */
export function createModelServer() {
  const streams = new Map<string, Stream>();
  const clients = new Map<string, Client>();
  const outcomes = new Map<string, { outcome: StoredOutcome; home: string }>();
  const roles = new Map<string, Map<string, Role>>();
  const waiting = new Set<() => void>();
  /** How often each uuid took effect; more than once is the fault that everything here is about. */
  const applied = new Map<string, number>();
  let lsn = 0;
  /** Handles of an earlier epoch are refused; the rest of a handle is where its snapshot was taken, and a nonce. */
  let epoch = 1;

  const streamOf = (scope: string): Stream => {
    const known = streams.get(scope);
    if (known) return known;
    const stream: Stream = { rows: new Map(), log: [] };
    streams.set(scope, stream);
    return stream;
  };

  /** One transaction: its changes share a position and appear together. */
  const transaction = () => {
    lsn += 1;
    const ops = new Map<string, number>();
    const record = (scope: string, kind: string, id: string, operation: string, data: Data | null) => {
      const op = ops.get(scope) ?? 0;
      ops.set(scope, op + 2);
      streamOf(scope).log.push({ lsn, op, kind, id, operation, data });
    };
    return {
      put(scope: string, kind: string, id: string, data: Data) {
        const { rows } = streamOf(scope);
        const key = `${kind}/${id}`;
        record(scope, kind, id, rows.has(key) ? 'update' : 'insert', data);
        rows.set(key, { kind, id, data });
      },
      delete(scope: string, kind: string, id: string) {
        if (streamOf(scope).rows.delete(`${kind}/${id}`)) record(scope, kind, id, 'delete', null);
      },
      commit() {
        for (const wake of [...waiting]) wake();
      },
    };
  };
  type Transaction = ReturnType<typeof transaction>;

  const mayRead = (personId: string, scope: string) => {
    const parsed = parseScope(scope);
    if (!parsed) return false;
    return parsed.family === 'person'
      ? parsed.personId === personId
      : roles.get(parsed.brandId)?.has(personId) === true;
  };

  const grant = (tx: Transaction, personId: string, brandId: string, role: Role) => {
    const members = roles.get(brandId) ?? new Map<string, Role>();
    roles.set(brandId, members.set(personId, role));
    const data = { id: brandId, organization_id: brandId, organization_name: 'O', brand_name: 'B', role };
    tx.put(personScope(personId), 'access', brandId, data);
  };

  /** Runs one mutation by the rules; the caller has locked the client. */
  const runMutation = (
    personId: string,
    sent: { name: string; args: unknown; made_at: string; uuid: string },
    tx: Transaction,
  ): { outcome: StoredOutcome; home: string } => {
    const rejected = (code: string, message: string) =>
      ({ outcome: { status: 'rejected', code, message }, home: '' }) as const;
    if (sent.name === NOOP) return { outcome: { status: 'applied' }, home: '' };
    const mutation = registry.get(sent.name);
    if (!mutation) return rejected('unknown_mutation', 'This server does not know that.');
    const args = mutation.args.safeParse(sent.args);
    if (!args.success) return rejected('invalid_args', 'Those arguments do not fit.');
    const home = mutation.home(args.data);
    const { brandId } = mutation.authority(args.data);
    // The real server refuses for reasons that a desktop cannot foresee; these words stand for one.
    if (JSON.stringify(args.data).includes(REFUSED)) return rejected('refused', 'Not like this.');
    const founding = sent.name === 'brand.create' && !roles.has(brandId);
    if (!founding && !roles.get(brandId)?.has(personId)) return rejected('forbidden', 'Not yours to change.');
    const { rows } = streamOf(home);
    const view = { get: (kind: KindName, id: string) => rows.get(`${kind}/${id}`)?.data } as unknown as Rows;
    try {
      const { writes } = mutation.apply(view, args.data, { actor: personId, madeAt: sent.made_at });
      for (const write of writes) {
        if (write.op === 'put') tx.put(home, write.kind, write.row.id, write.row as Data);
        else tx.delete(home, write.kind, write.id);
      }
    } catch (error) {
      if (error instanceof Rejection) return rejected(error.code, error.message);
      throw error;
    }
    if (founding) grant(tx, personId, brandId, 'owner');
    applied.set(sent.uuid, (applied.get(sent.uuid) ?? 0) + 1);
    return { outcome: { status: 'applied' }, home };
  };

  const push = (personId: string, body: unknown): Answer => {
    const request = pushRequestSchema.safeParse(body);
    if (!request.success) return refuse(400, 'invalid_request');
    const { client_id, mutations } = request.data;
    const client = clients.get(client_id) ?? { personId, lastId: 0, uuids: new Map<number, string>() };
    if (client.personId !== personId) return refuse(403, 'client_owned');
    const answers: { id: number; uuid: string; outcome: StoredOutcome }[] = [];
    const tx = transaction();
    for (const sent of mutations) {
      if (sent.id > client.lastId + 1) {
        tx.commit();
        return refuse(409, 'client_gap', { last_id: client.lastId });
      }
      if (sent.id <= client.lastId && client.uuids.get(sent.id) !== sent.uuid) {
        tx.commit();
        return refuse(409, 'client_forked', { last_id: client.lastId });
      }
      clients.set(client_id, client);
      const stored = outcomes.get(sent.uuid);
      const { outcome, home } = stored ?? runMutation(personId, sent, tx);
      outcomes.set(sent.uuid, { outcome, home });
      if (sent.id > client.lastId) {
        client.lastId = sent.id;
        client.uuids.set(sent.id, sent.uuid);
        if (outcome.status === 'applied' && home !== '') {
          tx.put(home, 'client', client_id, { mutation_id: sent.id, uuid: sent.uuid });
        }
      }
      answers.push({ id: sent.id, uuid: sent.uuid, outcome });
    }
    tx.commit();
    return { status: 200, body: { outcomes: answers } };
  };

  /** One answer of the shape protocol. @param chunk at most so many rows or log entries in it */
  const shape = (
    personId: string,
    scope: string,
    at: { offset: string; handle: string | null },
    chunk = 1000,
  ): ShapeAnswer => {
    if (!mayRead(personId, scope)) return { ...refuse(403, 'scope_revoked'), headers: {} };
    const stream = streamOf(scope);
    const ok = (handle: string, offset: string, messages: object[], upToDate: boolean): ShapeAnswer => ({
      status: 200,
      headers: {
        'electric-handle': handle,
        'electric-offset': offset,
        'electric-schema': SCHEMA,
        ...(upToDate ? { 'electric-up-to-date': '' } : {}),
      },
      body: upToDate
        ? [...messages, { headers: { control: 'up-to-date', global_last_seen_lsn: String(lsn) } }]
        : messages,
    });
    const change = (operation: string, kind: string, id: string, data: Data | null, extra: object = {}) => ({
      key: `"sync"."rows"/"${scope}"/"${kind}"/"${id}"`,
      value: { scope, kind, id, ...(data ? { data: JSON.stringify(data) } : {}) },
      headers: { operation, relation: ['sync', 'rows'], ...extra },
    });
    if (at.offset === '-1') {
      const rows = [...stream.rows.values()].map(({ kind, id, data }) => change('insert', kind, id, data));
      return ok(
        `${epoch}.${lsn}.${uuidv4()}`,
        '0_0',
        [...rows, { headers: { control: 'snapshot-end', xmin: '1', xmax: '1', xip_list: [] } }],
        false,
      );
    }
    const [position = 0, op = 0] = at.offset.split('_').map((part) => (part === 'inf' ? 1e9 : Number(part)));
    const [handleEpoch, from = 0] = (at.handle ?? '').split('.').map(Number);
    const place = position === 0 ? { position: from, op: 1e9 } : { position, op };
    if (handleEpoch !== epoch || place.position < from || place.position > lsn) {
      return {
        status: 409,
        headers: { 'electric-handle': uuidv4() },
        body: [{ headers: { control: 'must-refetch' } }],
      };
    }
    const entries = stream.log.filter(
      (entry) => entry.lsn > place.position || (entry.lsn === place.position && entry.op > place.op),
    );
    const part = entries.slice(0, chunk);
    const last = part.at(-1);
    const offset = last
      ? `${last.lsn}_${last.op}`
      : place.position === 0
        ? '0_inf'
        : `${place.position}_${place.op === 1e9 ? 'inf' : place.op}`;
    return ok(
      at.handle ?? '',
      offset,
      part.map((entry) =>
        change(entry.operation, entry.kind, entry.id, entry.data, {
          lsn: String(entry.lsn),
          op_position: entry.op,
          txids: [1],
        }),
      ),
      part.length === entries.length,
    );
  };

  return {
    push,
    shape,
    /** Resolves when something was committed, or the poll's time is over. */
    wait: (ms: number, signal?: AbortSignal | null) =>
      new Promise<void>((resolve) => {
        const done = () => {
          waiting.delete(done);
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        waiting.add(done);
        signal?.addEventListener('abort', done);
      }),
    /** The server lets go of its logs: everybody has to fetch anew. */
    rotate() {
      epoch += 1;
      for (const wake of [...waiting]) wake();
    },
    join(personId: string, brandId: string, role: Role = 'member') {
      const tx = transaction();
      grant(tx, personId, brandId, role);
      tx.commit();
    },
    leave(personId: string, brandId: string) {
      roles.get(brandId)?.delete(personId);
      const tx = transaction();
      tx.delete(personScope(personId), 'access', brandId);
      tx.commit();
    },
    /** Writes a row as a worker of the server would. */
    write(scope: string, kind: string, id: string, data: Data) {
      const tx = transaction();
      tx.put(scope, kind, id, data);
      tx.commit();
    },
    /** What a person's desktop should hold: kind, id and data of every row, acknowledgements left out. */
    rowsFor(personId: string): Map<string, Data> {
      const brands = [...roles].filter(([, members]) => members.has(personId)).map(([brandId]) => brandId);
      const scopes = [
        personScope(personId),
        ...brands.flatMap((id) => [planningScope(id), engagementScope(id)]),
      ];
      const rows = scopes.flatMap((scope) => [...streamOf(scope).rows.values()]);
      return new Map(
        rows.filter(({ kind }) => kind !== 'client').map(({ kind, id, data }) => [`${kind}/${id}`, data]),
      );
    },
    outcomeOf: (uuid: string) => outcomes.get(uuid)?.outcome,
    applied,
  };
}
export type ModelServer = ReturnType<typeof createModelServer>;

const refuse = (status: number, code: string, details?: object): Answer => ({
  status,
  body: { code, message: `The server says ${code}.`, ...(details ? { details } : {}) },
});

const SCHEMA = JSON.stringify({
  scope: { type: 'text', pk_index: 0, not_null: true },
  kind: { type: 'text', pk_index: 1, not_null: true },
  id: { type: 'text', pk_index: 2, not_null: true },
  data: { type: 'jsonb', not_null: true },
});

/** The model server's HTTP face, as a `fetch`. The bearer token is the person's id. */
export function fetchOf(
  server: ModelServer,
  options: { pollMs?: number; chunk?: number } = {},
): typeof fetch {
  const pollMs = options.pollMs ?? 1000;
  return async (input, init) => {
    const url = new URL(String(input));
    const personId = (new Headers(init?.headers).get('authorization') ?? '').replace('Bearer ', '');
    if (url.pathname === '/api/mutations') {
      const answer = server.push(personId, JSON.parse(String(init?.body)));
      return Response.json(answer.body, { status: answer.status });
    }
    const scope = decodeURIComponent(url.pathname.replace('/api/shapes/', ''));
    const at = { offset: url.searchParams.get('offset') ?? '', handle: url.searchParams.get('handle') };
    const live = url.searchParams.get('live') === 'true';
    let answer = server.shape(personId, scope, at, options.chunk);
    if (live && answer.status === 200 && Array.isArray(answer.body) && answer.body.length === 1) {
      await server.wait(pollMs, init?.signal);
      if (init?.signal?.aborted) throw new DOMException('aborted', 'AbortError');
      answer = server.shape(personId, scope, at, options.chunk);
    }
    const cursor: Record<string, string> = live ? { 'electric-cursor': String(Date.now()) } : {};
    return Response.json(answer.body, { status: answer.status, headers: { ...answer.headers, ...cursor } });
  };
}
