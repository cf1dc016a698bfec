import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { PartRole, Row } from '../../../../shared/kinds/index.ts';
import type { FileFrame } from '../../../../shared/media/crop.ts';
import { spokenOn } from '../../../../shared/mentions/tokens.ts';
import { firstCommentId } from '../../../../shared/mutators/part.ts';
import { outgoingText } from '../../../../shared/publishing/outgoing-text.ts';
import type { PartView, PostView, TargetView } from '../../../../shared/queries.ts';
import { ranksAfter, ranksFor } from '../../../../shared/threads/order.ts';
import { splitThread } from '../../../../shared/threads/split.ts';
import { partsOf } from '../../../../shared/threads/steps.ts';
import { mutate, mutateAll, newId, type PlannedMutation } from '../../../app/mutate.ts';
import { readOnce } from '../../../app/read-once.ts';
import { offerUndo, rememberEdit } from '../../../app/undo.ts';

type Place = Pick<PostView, 'id' | 'brand_id'>;
const named = ({ id, brand_id, post_id }: Row<'part'>) => ({ id, brand_id, post_id });

/** The parts of a role that are written for exactly this place: a channel's own, or (null) the shared ones. */
export const writtenFor = (
  parts: readonly PartView[],
  connectionId: string | null,
  role: PartRole,
): PartView[] =>
  partsOf(
    parts.filter(({ connection_id }) => connection_id === connectionId),
    connectionId,
    role,
  );

/** Begins a part behind those that are there. @returns its id; null when it could not be written */
export async function addPart(
  post: Place,
  connectionId: string | null,
  role: PartRole,
): Promise<string | null> {
  const now = await readOnce('post', { id: post.id });
  if (!now) return null;
  const last = writtenFor(now.parts, connectionId, role).at(-1)?.rank ?? null;
  const id = role === 'thread' ? newId() : firstCommentId(post.id, connectionId);
  const written = await mutate('part.add', {
    id,
    brand_id: post.brand_id,
    post_id: post.id,
    connection_id: connectionId,
    role,
    rank: ranksAfter(last, 1)[0] ?? '',
    text: '',
    asset_ids: [],
  });
  return written ? id : null;
}

const put = ({ assets: _assets, ...row }: PartView): PlannedMutation => ({
  name: 'part.restore',
  args: { row },
});
const take = (part: PartView): PlannedMutation => ({ name: 'part.remove', args: named(part) });

/** Takes parts away and offers to put them back. An empty one goes without a word. */
export async function removeParts(parts: readonly PartView[], title: string): Promise<void> {
  if (!(await mutateAll(parts.map(take)))) return;
  if (parts.every(({ text, asset_ids }) => text.trim() === '' && asset_ids.length === 0)) return;
  offerUndo(
    title,
    () => mutateAll(parts.map(put)),
    () => mutateAll(parts.map(take)),
  );
}

export const removePart = (part: PartView): Promise<void> =>
  removeParts(
    [part],
    part.role === 'thread' ? i18n._(msg`Part taken away.`) : i18n._(msg`First comment taken away.`),
  );

/** Puts a part elsewhere in its thread, and offers to put it back. @param index its place among the others */
export async function movePart(parts: readonly PartView[], id: string, index: number): Promise<void> {
  const others = parts.filter((part) => part.id !== id);
  const ranks = ranksFor(others, id, index);
  const write = (to: (part: PartView) => string) =>
    mutateAll(
      parts
        .filter((part) => Object.hasOwn(ranks, part.id))
        .map((part) => ({ name: 'part.edit', args: { ...named(part), fields: { rank: to(part) } } })),
    );
  const go = () => write((part) => ranks[part.id] ?? part.rank);
  if (!(await go())) return;
  offerUndo(i18n._(msg`Part moved.`), () => write(({ rank }) => rank), go);
}

/** Words were typed into a part: Ctrl/Cmd-Z takes them back. @param seen what stood there when the typing began */
export async function writePart(part: PartView, text: string, seen: string): Promise<void> {
  const write = (to: string, from: string) =>
    mutate('part.edit', { ...named(part), fields: { text: to }, base: { text: from } });
  if (!(await write(text, seen))) return;
  rememberEdit(
    i18n._(msg`Part edited.`),
    { key: `part/${part.id}`, before: { text: seen }, after: { text } },
    ({ text: to }, { text: from }) => write(String(to), String(from)),
  );
}

const setFiles = (part: PartView, asset_ids: readonly string[]): Promise<boolean> =>
  mutate('part.edit', { ...named(part), fields: { asset_ids: [...asset_ids] } });

/** Files go with a part, behind those that are there; no more than a part has room for. */
export const addFiles = (part: PartView, ids: readonly string[]): Promise<boolean> =>
  setFiles(part, [...new Set([...part.asset_ids, ...ids])].slice(0, 20));

/** A part's files in another order, or fewer of them; what was can be put back. */
export async function changeFiles(part: PartView, ids: readonly string[], title: string): Promise<void> {
  const write = () => setFiles(part, ids);
  if (await write()) offerUndo(title, () => setFiles(part, part.asset_ids), write);
}

/** How a file of a part goes out. */
export const frameFile = (part: PartView, asset_id: string, fields: Partial<FileFrame>): Promise<boolean> =>
  mutate('part.frame', { ...named(part), asset_id, fields });

/** A channel gets the shared parts of a role as its own. */
export async function varyParts(parts: readonly PartView[], connectionId: string): Promise<void> {
  await mutateAll(
    parts.map(({ brand_id, post_id, role, rank, text, asset_ids, frames }) => ({
      name: 'part.add',
      args: {
        id: role === 'thread' ? newId() : firstCommentId(post_id, connectionId),
        brand_id,
        post_id,
        connection_id: connectionId,
        role,
        rank,
        text,
        asset_ids,
        frames,
      },
    })),
  );
}

/**
 * Cuts what a channel says into a thread of its own: its first part stays its words, the others follow, before what
 * followed already. One step to take back.
 */
export async function splitForChannel(
  { post_id, brand_id }: Pick<TargetView, 'post_id' | 'brand_id'>,
  connection: Pick<Row<'connection'>, 'id' | 'platform' | 'limits'>,
): Promise<void> {
  const post = await readOnce('post', { id: post_id });
  const target = post?.targets.find(({ connection_id }) => connection_id === connection.id);
  if (!post || !target) return;
  // The names people have there go into the cut: it is this channel's own from now on.
  const people = await readOnce('contacts', { brandId: brand_id });
  const outgoing = outgoingText(post, target.text, spokenOn(connection.platform, people));
  const [first = '', ...rest] = splitThread(connection.platform, outgoing, connection.limits);
  if (rest.length === 0) return;
  const place = { brand_id, post_id, connection_id: connection.id };
  const own = writtenFor(post.parts, connection.id, 'thread');
  // What followed by the shared words goes on following.
  const shared = own.length === 0 ? writtenFor(post.parts, null, 'thread') : [];
  const bare = { asset_ids: [] as string[], frames: {} };
  const added = [...rest.map((text) => ({ text, ...bare })), ...shared].map(
    ({ text, asset_ids, frames }) => ({ id: newId(), text, asset_ids, frames }),
  );
  const ranks = ranksAfter(null, added.length + own.length);
  const words = (text: string | null, base: string | null): PlannedMutation => ({
    name: 'target.edit',
    args: { ...place, text, base: { text: base ?? '' } },
  });
  const order = (to: (part: PartView, index: number) => string): PlannedMutation[] =>
    own.map((part, index) => ({
      name: 'part.edit',
      args: { ...named(part), fields: { rank: to(part, index) } },
    }));
  const cut = () =>
    mutateAll([
      words(first, target.text),
      ...order((part, index) => ranks[added.length + index] ?? part.rank),
      ...added.map(
        ({ id, ...said }, index): PlannedMutation => ({
          name: 'part.add',
          args: { ...place, id, role: 'thread', rank: ranks[index] ?? '', ...said },
        }),
      ),
    ]);
  const join = () =>
    mutateAll([
      words(target.text, first),
      ...order(({ rank }) => rank),
      ...added.map(
        ({ id }): PlannedMutation => ({
          name: 'part.remove',
          args: { id, brand_id: place.brand_id, post_id: place.post_id },
        }),
      ),
    ]);
  if (!(await cut())) return;
  const count = rest.length + 1;
  offerUndo(i18n._(msg`Split into ${count} parts.`), join, cut);
}
