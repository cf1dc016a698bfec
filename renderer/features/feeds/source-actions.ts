import { i18n } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import { feedSourceId } from '../../../shared/mutators/smart-feed.ts';
import type { FeedSourceView } from '../../../shared/queries.ts';
import { mutate, mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';

/** Adds those that are not there yet; one step to take back. @returns how many it added */
export async function addSources(
  brandId: string,
  wanted: readonly { url: string; name: string }[],
): Promise<number> {
  const { sources } = await readOnce('feeds', { brandId });
  const known = new Set(sources.map(({ id }) => id));
  const fresh = new Map(
    wanted.map(({ url, name }) => {
      const id = feedSourceId(brandId, url);
      return [id, { id, brand_id: brandId, url, name, paused: false }];
    }),
  );
  for (const id of known) fresh.delete(id);
  const rows = [...fresh.values()];
  if (rows.length === 0) return 0;
  const create = () => mutateAll(rows.map((args) => ({ name: 'feedSource.create', args })));
  if (!(await create())) return 0;
  const remove = () =>
    mutateAll(rows.map(({ id, brand_id }) => ({ name: 'feedSource.delete', args: { id, brand_id } })));
  offerUndo(plural(rows.length, { one: '# feed added.', other: '# feeds added.' }), remove, create);
  return rows.length;
}

export async function removeSource({
  id,
  brand_id,
  url,
  name,
  paused,
  shown,
}: FeedSourceView): Promise<void> {
  const remove = () => mutate('feedSource.delete', { id, brand_id });
  if (!(await remove())) return;
  offerUndo(
    i18n._(msg`${shown} removed, with its articles.`),
    () => mutate('feedSource.create', { id, brand_id, url, name, paused }),
    remove,
  );
}

export async function setPaused({ id, brand_id, shown }: FeedSourceView, paused: boolean): Promise<void> {
  const set = (to: boolean) => mutate('feedSource.edit', { id, brand_id, fields: { paused: to } });
  if (!(await set(paused))) return;
  offerUndo(
    paused ? i18n._(msg`${shown} is not read for now.`) : i18n._(msg`${shown} is read again.`),
    () => set(!paused),
    () => set(paused),
  );
}

export const renameSource = ({ id, brand_id }: FeedSourceView, name: string): void =>
  void mutate('feedSource.edit', { id, brand_id, fields: { name } });
