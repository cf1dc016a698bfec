import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import type { MutationArgs } from '../../../shared/mutators/index.ts';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';

type Fields = MutationArgs<'feed.edit'>['fields'];

/** Writes what a channel's profile says; Ctrl/Cmd-Z takes it back. @param seen long text as its writer saw it */
export async function editFeed(
  { id, brand_id }: Pick<Row<'connection'>, 'id' | 'brand_id'>,
  row: Row<'feed'> | null,
  fields: Fields,
  seen: Fields = {},
): Promise<void> {
  const write = (next: Fields, base: Fields = {}) =>
    mutate('feed.edit', { id, brand_id, fields: next, base });
  const held: Record<string, unknown> = { ...row };
  const before = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, held[name] ?? emptyLike(value)]),
  );
  if (!(await write(fields, seen))) return;
  rememberEdit(i18n._(msg`Profile edited.`), { key: `feed/${id}`, before, after: fields }, async (to, from) =>
    applyEdit(await readOnce('feedProfile', { connectionId: id }), to, from, write),
  );
}

const emptyLike = (value: unknown) => (typeof value === 'string' ? '' : Array.isArray(value) ? [] : null);
