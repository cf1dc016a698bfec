import { Trans, useLingui } from '@lingui/react/macro';
import { Ellipsis, History, Lightbulb, Trash2, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { PostView } from '../../../shared/queries.ts';
import { showsTitle } from '../../../shared/rules/index.ts';
import { useCommands } from '../../app/commands.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { HistoryDialog } from '../history/history-dialog.tsx';
import { MediaStrip } from '../media/media-strip.tsx';
import { deletePost, movePost, unplanPost } from '../post/actions.ts';
import { type NewPost, useNewPosts } from '../post/new-post.ts';
import { isLocked, postState } from '../post/post-state.ts';
import { type When, whenOf } from '../post/slots.ts';
import { StateIcon } from '../post/state-icon.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import { useSlots } from '../post/use-slots.ts';
import { Discussion } from '../review/discussion.tsx';
import { ReviewBar } from '../review/review-bar.tsx';
import { BriefFields } from './brief.tsx';
import { Channels } from './channels.tsx';
import styles from './composer.module.css';
import { closeComposer } from './composer.tsx';
import { HashtagField } from './hashtag-field.tsx';
import { PostNotices } from './post-notices.tsx';
import { SavedLine } from './saved-line.tsx';
import { ScheduleButton } from './schedule-button.tsx';
import { useDraft } from './use-draft.ts';
import { WhenEditor } from './when-editor.tsx';
import { WordsTabs } from './words-tabs.tsx';

type EditorProps = {
  id: string;
  post: PostView | null;
  fresh: NewPost | null;
  connections: readonly Row<'connection'>[];
};

const NO_PILLAR = 'none';

export function Editor({ id, post, fresh, connections }: EditorProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const names = usePostWords();
  const now = useNow();
  const slots = useSlots();
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data ?? [];
  const [unpicked, setUnpicked] = useState<string[]>([]);
  const [historyOpen, setHistoryOpen] = useState(false);
  const picked = connections.map((connection) => connection.id).filter((one) => !unpicked.includes(one));
  const { words, saved, type, flush } = useDraft({
    id,
    brandId: brand.id,
    post,
    fresh,
    channels: picked,
  });

  const locked = post !== null && isLocked(post);
  const when = post ? whenOf(post) : (fresh?.when ?? null);
  const state = post ? postState(post, now) : when ? 'scheduled' : 'idea';
  const close = () => closeComposer(id);

  function setWhen(next: When | null) {
    if (!post)
      return useNewPosts.setState((posts) => ({ ...posts, [id]: { pillarId: null, ...fresh, when: next } }));
    if (!next) return void unplanPost(post);
    void movePost(post, next);
  }
  /** Something is about to hang on the post: its row must be there, even without a word. */
  async function ensure() {
    if (!post) type('title', words.title);
    await flush();
  }
  async function remove() {
    await flush();
    if (!post) return close();
    if (await deletePost(post)) close();
  }

  const group = t`Post`;
  useCommands([
    {
      id: 'post.next-slot',
      group,
      title: t`Plan it in the next free slot`,
      keys: 'mod+enter',
      whileTyping: true,
      run: () => slots.next && !locked && setWhen(slots.next.when),
    },
    ...(post
      ? [{ id: 'post.history', group, title: t`Show the post’s history`, run: () => setHistoryOpen(true) }]
      : []),
    { id: 'post.close', group, title: t`Close the post`, keys: 'escape', run: close },
    { id: 'post.delete', group, title: t`Delete the post`, run: () => void remove() },
  ]);
  function onKeyDown(event: KeyboardEvent) {
    // Escape closes from a field, too; a popup that is open has taken it before it gets here.
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }

  const channels = connections.filter(({ id: one }) =>
    post ? post.targets.some((target) => target.connection_id === one) : picked.includes(one),
  );
  const titled = channels
    .filter(({ platform }) => showsTitle(platform))
    .map(({ platform }) => platformNames[platform]);
  const titleShownOn = [...new Set(titled)].join(', ');
  const blur = { onBlur: () => void flush() };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for what its fields let through
    <div className={styles.composer} data-composer onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <h2 id="inspector-title" className={styles.state}>
          <StateIcon state={state} size={16} />
          {post ? names.stateName(state) : t`New post`}
        </h2>
        {post && (
          <IconButton label={t`History`} onClick={() => setHistoryOpen(true)}>
            <History size={16} aria-hidden="true" />
          </IconButton>
        )}
        <Menu
          align="end"
          trigger={
            <IconButton label={t`More`}>
              <Ellipsis size={16} aria-hidden="true" />
            </IconButton>
          }
        >
          <MenuItem
            icon={<Lightbulb size={16} aria-hidden="true" />}
            disabled={!when || locked}
            onSelect={() => setWhen(null)}
          >
            <Trans>Move to Ideas</Trans>
          </MenuItem>
          <MenuItem
            danger
            icon={<Trash2 size={16} aria-hidden="true" />}
            disabled={locked}
            onSelect={() => void remove()}
          >
            <Trans>Delete post</Trans>
          </MenuItem>
        </Menu>
        <IconButton label={t`Close`} keys="escape" onClick={close}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </header>

      <div className={styles.body}>
        {post && (
          <PostNotices
            post={post}
            words={words}
            onUse={(field, text) => {
              type(field, text);
              void flush();
            }}
            onDelete={() => void remove()}
          />
        )}
        {post && <ReviewBar post={post} flush={flush} />}
        <TextField
          label={t`Title`}
          hideLabel
          look="quiet"
          size="title"
          placeholder={titleShownOn ? t`Title, shown on ${titleShownOn}` : t`Title, for you only`}
          value={words.title}
          onChange={(value) => type('title', value)}
          maxLength={500}
          autoFocus={post === null}
          {...blur}
        />
        <WordsTabs
          post={post}
          words={words}
          channels={channels}
          locked={locked}
          onType={(caption) => type('caption', caption)}
          flush={flush}
        />
        <MediaStrip postId={id} post={post} channels={channels} locked={locked} ensure={ensure} />
        <WhenEditor when={when} locked={locked} onChange={setWhen} />
        <Channels
          postId={id}
          post={post}
          connections={connections}
          picked={picked}
          onPick={(one, on) =>
            setUnpicked(on ? unpicked.filter((other) => other !== one) : [...unpicked, one])
          }
          flush={flush}
        />
        <Select
          label={t`Pillar`}
          value={
            words.pillar_id && pillars.some((one) => one.id === words.pillar_id) ? words.pillar_id : NO_PILLAR
          }
          options={[
            { value: NO_PILLAR, label: t`No pillar`, icon: <PillarDot color={null} /> },
            ...pillars.map(({ id: value, name, color }) => ({
              value,
              label: name,
              icon: <PillarDot color={color} />,
            })),
          ]}
          onChange={(value) => type('pillar_id', value === NO_PILLAR ? null : value)}
        />
        <HashtagField
          tags={words.hashtags}
          readOnly={locked}
          onChange={(tags) => type('hashtags', tags)}
          onLeave={() => void flush()}
        />
        <TextField
          label={t`Link`}
          type="url"
          readOnly={locked}
          placeholder="https://"
          value={words.link ?? ''}
          onChange={(value) => type('link', value.trim() === '' ? null : value.trim())}
          error={
            words.link && !/^https?:\/\/\S+$/.test(words.link)
              ? t`A link starts with https:// and has no spaces.`
              : null
          }
          maxLength={2000}
          {...blur}
        />
        {post && <BriefFields postId={id} />}
        <TextArea
          label={t`Notes for your team`}
          lines={2}
          value={words.notes}
          onChange={(value) => type('notes', value)}
          maxLength={100_000}
          {...blur}
        />
        {post && <Discussion post={post} />}
      </div>
      {post && <HistoryDialog post={post} open={historyOpen} onClose={() => setHistoryOpen(false)} />}
      <footer className={styles.foot}>
        <SavedLine saved={saved} pending={post?.pending ?? false} empty={post === null && saved} />
        {!when && slots.next && !locked && (
          <ScheduleButton next={slots.next.instant} onPress={() => slots.next && setWhen(slots.next.when)} />
        )}
      </footer>
    </div>
  );
}
