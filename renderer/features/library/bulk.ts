import { i18n } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import type { MutationArgs } from '../../../shared/mutators/index.ts';
import type { AssetView } from '../../../shared/queries.ts';
import { mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { offerUndo } from '../../app/undo.ts';
import { showToast } from '../../ui/toast.tsx';

type Fields = MutationArgs<'asset.edit'>['fields'];

/**
 * Says the same of several files at once: one write, one undo.
 * @param change what is new of each; a field that stays as it is need not be in it
 */
export async function editAll(
  assets: readonly AssetView[],
  change: (asset: AssetView) => Fields,
): Promise<void> {
  const edits = assets.flatMap((asset) => {
    const after = Object.entries(change(asset)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(asset[name as keyof Fields]),
    );
    if (after.length === 0) return [];
    const before = after.map(([name]) => [name, asset[name as keyof Fields]]);
    return [
      { asset, after: Object.fromEntries(after) as Fields, before: Object.fromEntries(before) as Fields },
    ];
  });
  if (edits.length === 0) return;
  const write = (which: 'before' | 'after') =>
    mutateAll(
      edits.map(({ asset: { id, brand_id }, [which]: fields }) => ({
        name: 'asset.edit' as const,
        args: { id, brand_id, fields },
      })),
    );
  if (!(await write('after'))) return;
  offerUndo(
    i18n._(msg`${plural(edits.length, { one: '# file changed.', other: '# files changed.' })}`),
    () => write('before'),
    () => write('after'),
  );
}

/** Takes files out of the library. Those that a planned post shows stay, and the posts are named. */
export async function removeAll(assets: readonly AssetView[]): Promise<void> {
  const planned = await readOnce('assetsPlanned', { ids: assets.map(({ id }) => id) });
  const kept = new Set(planned.map(({ asset_id }) => asset_id));
  const free = assets.filter(({ id }) => !kept.has(id));
  const first = planned.find(({ repeats }) => !repeats);
  if (planned.length > 0) {
    const names = [...new Map(planned.map((post) => [post.post_id, titleOf(post)])).values()];
    const list = new Intl.ListFormat(i18n.locale).format(names.slice(0, 3));
    showToast({
      title: i18n._(
        msg`${plural(kept.size, { one: '# file stays: a planned post shows it.', other: '# files stay: planned posts show them.' })}`,
      ),
      description: list,
      ...(first && {
        action: { label: i18n._(msg`Show the post`), run: () => go(`/post/${first.post_id}`) },
      }),
    });
  }
  if (free.length === 0) return;
  const remove = () =>
    mutateAll(free.map(({ id, brand_id }) => ({ name: 'asset.delete' as const, args: { id, brand_id } })));
  if (!(await remove())) return;
  const addBack = () => mutateAll(free.map((asset) => ({ name: 'asset.add' as const, args: toAdd(asset) })));
  const words = i18n._(msg`${plural(free.length, { one: '# file deleted.', other: '# files deleted.' })}`);
  offerUndo(words, addBack, remove);
}

const titleOf = ({ title, caption }: { title: string; caption: string }) =>
  title || caption.slice(0, 60) || i18n._(msg`Untitled`);

/** What brings a deleted file back: what was found out about its bytes, and what people said. */
function toAdd(asset: AssetView): MutationArgs<'asset.add'> {
  const { brand_id, sha256, mime, bytes, width, height, duration_ms, codec } = asset;
  const { name, alt_text, folder, tags, rating } = asset;
  const facts = { brand_id, sha256, mime, bytes, width, height, duration_ms, codec };
  return { ...facts, name, alt_text, folder, tags, rating };
}

/** Words between commas, each once. At most 50 of 100 letters. */
export const tagsOf = (text: string): string[] =>
  [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim().slice(0, 100))
        .filter(Boolean),
    ),
  ].slice(0, 50);
