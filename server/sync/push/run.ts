import sql from 'sql-template-tag';
import { z } from 'zod';
import { ROLES, type Role, type Row } from '../../../shared/kinds/index.ts';
import { type Mutation, type Notice, Rejection, type Write } from '../../../shared/mutators/define.ts';
import { historyOf, type Subject } from '../../../shared/mutators/history.ts';
import type { Registry } from '../../../shared/mutators/registry.ts';
import type { SentMutation } from '../../../shared/sync-protocol.ts';
import type { Tx } from '../../db/db.ts';
import { type EffectContext, effects } from '../effects.ts';
import { keepRevisions } from './history.ts';
import { assertNotPublishing, broughtBack, claimSlot, releaseSlots, writeNotices } from './posts.ts';
import { type LockedRows, lockRows, type PlainRow, settleRow, standing, writeRow } from './rows.ts';

/**
 * Runs one mutation on the server's own rows: authority, locks, the shared mutator, writes, then what only the server
 * does. The transaction enters under the sync identity and leaves under another one.
 * @param now the server's clock, ISO instant
 * @returns the home scope, where it is to be acknowledged; null when there is nothing to acknowledge
 * @throws Rejection `unknown_mutation`, `newer_mutation`, ... or when it can never succeed as it stands; AppError from shared code, which means the same
 */
export async function runMutation(
  tx: Tx,
  registry: Registry,
  sent: SentMutation,
  personId: string,
  now: string,
): Promise<string | null> {
  if (sent.name === 'noop') return null;
  const { name, mutation, args: unread } = registry.upToDate({ ...sent, version: sent.version ?? 1 });
  const args = parseArgs(mutation, unread);
  const { brandId, minimum } = mutation.authority(args);
  await assertMayChange(tx, personId, name, args, { brandId, minimum });

  await tx.become({ as: 'person', personId });
  const locked = await lockRows(tx, mutation.reads(args));
  // A device's clock may be ahead by hours; nothing it says is stored into the future.
  const madeAt = sent.made_at < now ? sent.made_at : now;
  const rows = standing(locked, mutation.overDeletion ?? false);
  const { writes, notices = [] } = mutation.apply(rows, args, { actor: personId, madeAt });
  await assertNotPublishing(tx, locked, writes);
  const all: Notice[] = [...notices, ...(mutation.overDeletion ? broughtBack(locked, writes) : [])];
  const by = { cause: name, actor: personId, at: madeAt };
  all.push(...(await writeRows(tx, { brandId, locked, writes, notices, now, by })));
  await writeNotices(tx, brandId, all, now);
  await runEffects(tx, name, args, { actor: personId, now, writes });
  return mutation.home(args);
}

type Written = {
  brandId: string;
  locked: LockedRows;
  writes: readonly Write[];
  notices?: readonly Notice[];
  now: string;
  by: { cause: string; actor: string | null; at: string };
};

/**
 * Writes what a mutator made, as it can stand here: slots that are taken give way, and posts leave their versions.
 * @returns what people should be told of it
 */
export async function writeRows(tx: Tx, written: Written): Promise<Notice[]> {
  const { brandId, locked, writes, notices = [], now, by } = written;
  const told: Notice[] = [];
  const postVersions = new Map<unknown, unknown>();
  await releaseSlots(tx, brandId, writes);
  for (const write of writes) {
    if (write.op === 'delete') {
      const gone = locked.get(`${write.kind}:${write.id}`);
      await writeRow(tx, locked, brandId, write);
      if (gone && !gone.deleted) await keepRevisions(tx, historyOf(write, gone.row as Row<'part'>, [], by));
      continue;
    }
    let row: PlainRow = settleRow(locked, write, now);
    if (write.kind === 'post') {
      const claimed = await claimSlot(tx, row);
      row = claimed.row;
      if (claimed.notice) told.push(claimed.notice);
      postVersions.set(row.id, row.version);
    }
    // A post that comes back goes on counting; its occurrence knows it by the version it has here.
    if (write.kind === 'occurrence' && postVersions.has(row.post_id))
      row = { ...row, post_version: postVersions.get(row.post_id) };
    if (write.kind === 'comment') await assertAssignable(tx, brandId, row.assigned_to);
    await writeRow(tx, locked, brandId, { op: 'put', kind: write.kind, row });
    const before = locked.get(`${write.kind}:${write.row.id}`)?.row as Subject | undefined;
    await keepRevisions(tx, historyOf({ ...write, row } as Write, before, [...notices], by));
  }
  return told;
}

function parseArgs(mutation: Mutation, args: unknown): unknown {
  const result = mutation.args.safeParse(args);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const first = issues[0];
  throw new Rejection('invalid_args', `${first?.path || 'arguments'}: ${first?.message ?? 'not valid'}`, {
    issues,
  });
}

const organizationArgs = z.object({ organization_id: z.uuid().nullable() });

/** Before anything is looked up: a brand that does not exist and one of somebody else's answer alike. */
async function assertMayChange(
  tx: Tx,
  personId: string,
  name: string,
  args: unknown,
  { brandId, minimum }: { brandId: string; minimum: Role },
): Promise<void> {
  const creating = name === 'brand.create' ? organizationArgs.parse(args).organization_id : undefined;
  if (creating === null) {
    throw new Rejection(
      'invalid_args',
      'organization_id: A brand on the server belongs to an organization.',
      {
        issues: [{ path: 'organization_id', message: 'A brand on the server belongs to an organization.' }],
      },
    );
  }
  const found = await tx.one<{ role: Role | null }>(
    creating === undefined
      ? sql`select app.role_of(${personId}, id) as role from app.brands where id = ${brandId} and deleted_at is null`
      : sql`select app.organization_role_of(${personId}, ${creating}) as role`,
  );
  const role = found?.role ?? null;
  if (role === null || ROLES.indexOf(role) > ROLES.indexOf(minimum)) {
    throw new Rejection('forbidden', 'Your role does not allow this.', { minimum });
  }
}

/** Work is given to people who can see it. */
async function assertAssignable(tx: Tx, brandId: string, assignee: unknown): Promise<void> {
  if (typeof assignee !== 'string') return;
  const found = await tx.one<{ member: boolean }>(
    sql`select app.role_of(${assignee}, ${brandId}) is not null as member`,
  );
  if (!found?.member) throw new Rejection('not_a_member', 'That person is not in this brand.');
}

async function runEffects(tx: Tx, name: string, args: unknown, ctx: EffectContext): Promise<void> {
  const list = Object.hasOwn(effects, name) ? effects[name as keyof typeof effects] : undefined;
  if (!list) return;
  await tx.become({ as: 'system' });
  for (const effect of list) await effect(tx, args, ctx);
}
