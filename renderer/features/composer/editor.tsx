import { type KeyboardEvent, memo, useMemo, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { PostView } from '../../../shared/queries.ts';
import { showsTitle } from '../../../shared/rules/index.ts';
import { mutate } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useNow } from '../../app/use-now.ts';
import { useStable } from '../../app/use-stable.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { HistoryDialog } from '../history/history-dialog.tsx';
import { MediaStrip } from '../media/media-strip.tsx';
import { deletePost, movePost, unplanPost } from '../post/actions.ts';
import { useChannelsLeftOut } from '../post/create-post.ts';
import { type NewPost, useNewPosts } from '../post/new-post.ts';
import { OriginLine } from '../post/origin-line.tsx';
import { isLocked, postState } from '../post/post-state.ts';
import { type When, whenOf } from '../post/slots.ts';
import { useSlots } from '../post/use-slots.ts';
import { Repeats } from '../recurrence/repeats.tsx';
import { Discussion } from '../review/discussion.tsx';
import { ReviewBar } from '../review/review-bar.tsx';
import { BriefFields } from './brief.tsx';
import { Channels } from './channels.tsx';
import { closeComposer } from './close-composer.ts';
import styles from './composer.module.css';
import { Hashtags, LinkField, NotesField, TitleField } from './draft-fields.tsx';
import { EditorHead } from './editor-head.tsx';
import { withHashtags, withHook, withTemplate } from './insert.ts';
import { type Insert, InsertMenu } from './insert-menu.tsx';
import { PillarField } from './pillar-field.tsx';
import { PostNotices } from './post-notices.tsx';
import { Readiness } from './readiness.tsx';
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

// What does not show the words being typed is not drawn anew for them.
const Review = memo(ReviewBar);
const Media = memo(MediaStrip);
const WhenPart = memo(WhenEditor);
const ChannelList = memo(Channels);
const Brief = memo(BriefFields);
const Talk = memo(Discussion);
const Versions = memo(HistoryDialog);
const Origin = memo(OriginLine);

export function Editor({ id, post, fresh, connections }: EditorProps) {
  const brand = useBrand();
  const now = useNow();
  const slots = useSlots();
  const [changed, setUnpicked] = useState<string[] | null>(null);
  const elsewhere = useChannelsLeftOut(fresh?.when ?? null);
  const unpicked = changed ?? elsewhere;
  const [historyOpen, setHistoryOpen] = useState(false);
  const picked = useMemo(
    () => connections.map((connection) => connection.id).filter((one) => !unpicked.includes(one)),
    [connections, unpicked],
  );
  const { words, saved, typing } = useDraft({
    id,
    brandId: brand.id,
    post,
    fresh,
    channels: picked,
  });
  const { type, flush } = typing;

  const locked = post !== null && isLocked(post);
  const freshWhen = fresh?.when ?? null;
  const when = useMemo(() => (post ? whenOf(post) : freshWhen), [post, freshWhen]);
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
    if (!post) type('title', typing.snapshot().words.title);
    await flush();
  }
  async function remove() {
    await flush();
    if (!post) return close();
    if (await deletePost(post)) close();
  }

  const act = {
    setWhen: useStable(setWhen),
    ensure: useStable(ensure),
    remove: useStable(() => void remove()),
    close: useStable(close),
    unplan: useStable(() => setWhen(null)),
    nextSlot: useStable(() => slots.next && !locked && setWhen(slots.next.when)),
    history: useStable(() => setHistoryOpen(true)),
    endHistory: useStable(() => setHistoryOpen(false)),
    pick: useStable((one: string, on: boolean) =>
      setUnpicked(on ? unpicked.filter((other) => other !== one) : [...unpicked, one]),
    ),
    insert: useStable((one: Insert) => {
      const { title, link, hashtags, caption } = typing.snapshot().words;
      const known = { brand: brand.name, title, link: link ?? '' };
      const values = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== ''));
      if (one.kind === 'hashtags') type('hashtags', withHashtags(hashtags, one.tags));
      else if (one.kind === 'hook') type('caption', withHook(caption, one.text));
      else type('caption', withTemplate(caption, one.text, values));
      void flush().then(() => {
        // How often a hook is used is told by the posts that were made with it.
        if (one.kind === 'hook')
          void mutate('idea.edit', { id, brand_id: brand.id, fields: { hook_id: one.id } });
      });
    }),
    pillar: useStable((pillarId: string | null) => type('pillar_id', pillarId)),
  };
  function onKeyDown(event: KeyboardEvent) {
    // Escape closes from a field, too; a popup that is open has taken it before it gets here.
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }

  const channels = useMemo(
    () =>
      connections.filter(({ id: one }) =>
        post ? post.targets.some((target) => target.connection_id === one) : picked.includes(one),
      ),
    [connections, post, picked],
  );
  const titled = channels
    .filter(({ platform }) => showsTitle(platform))
    .map(({ platform }) => platformNames[platform]);
  const titleShownOn = [...new Set(titled)].join(', ');

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for what its fields let through
    <div className={styles.composer} data-composer onKeyDown={onKeyDown}>
      <EditorHead
        state={state}
        written={post !== null}
        planned={when !== null}
        locked={locked}
        onHistory={act.history}
        onUnplan={act.unplan}
        onDelete={act.remove}
        onClose={act.close}
        onNextSlot={act.nextSlot}
      />

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
        {post && <Review post={post} flush={flush} />}
        <TitleField typing={typing} shownOn={titleShownOn} autoFocus={post === null} />
        {post && <Origin postId={id} />}
        <WordsTabs
          post={post}
          words={words}
          channels={channels}
          locked={locked}
          typing={typing}
          flush={flush}
        />
        {!locked && <InsertMenu onInsert={act.insert} />}
        <Media postId={id} post={post} channels={channels} locked={locked} ensure={act.ensure} />
        <Readiness post={post} words={words} channels={channels} planned={when !== null} locked={locked} />
        <WhenPart when={when} locked={locked} onChange={act.setWhen} />
        {post && <Repeats post={post} />}
        <ChannelList
          postId={id}
          post={post}
          connections={connections}
          picked={picked}
          onPick={act.pick}
          flush={flush}
        />
        <PillarField pillarId={words.pillar_id} onChange={act.pillar} />
        <Hashtags typing={typing} locked={locked} />
        <LinkField typing={typing} locked={locked} />
        {post && <Brief postId={id} />}
        <NotesField typing={typing} />
        {post && <Talk post={post} />}
      </div>
      {post && <Versions post={post} open={historyOpen} onClose={act.endHistory} />}
      <footer className={styles.foot}>
        <SavedLine
          saved={saved}
          pending={post?.pending ?? false}
          empty={post === null && saved}
          filesHere={
            post?.media.some(
              ({ asset, cover_asset }) => asset?.uploaded_at === null || cover_asset?.uploaded_at === null,
            ) ?? false
          }
        />
        {!when && slots.next && !locked && (
          <ScheduleButton next={slots.next.instant} onPress={() => slots.next && setWhen(slots.next.when)} />
        )}
      </footer>
    </div>
  );
}
