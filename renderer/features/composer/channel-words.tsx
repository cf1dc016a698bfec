import { Trans, useLingui } from '@lingui/react/macro';
import { GitBranch, Undo2 } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import type { Platform, Row } from '../../../shared/kinds/index.ts';
import { asWritten, spokenOn } from '../../../shared/mentions/tokens.ts';
import { goesByHand, goesOutAt } from '../../../shared/mutators/target.ts';
import { takesFilmOptions } from '../../../shared/publishing/film-options.ts';
import { mediaFor } from '../../../shared/publishing/outgoing-media.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import type { PostView, TargetView } from '../../../shared/queries.ts';
import { checkPost, takesStories } from '../../../shared/rules/index.ts';
import { stepsOf } from '../../../shared/threads/steps.ts';
import { mutate } from '../../app/mutate.ts';
import { useLater } from '../../app/use-later.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useStable } from '../../app/use-stable.ts';
import { Button } from '../../ui/button.tsx';
import { MentionArea } from '../../ui/mention-area.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { DiffText } from '../history/diff-text.tsx';
import { ChannelFiles } from '../media/channel-files.tsx';
import { Thumb } from '../media/thumb.tsx';
import { useMentionables, usePeople } from '../mentions/use-people.ts';
import type { Words } from '../post/words.ts';
import { ChannelDate } from './channel-date.tsx';
import styles from './composer.module.css';
import { FilmOptions } from './film-options.tsx';
import { Preview } from './preview/preview.tsx';
import { StoryPreview } from './preview/story-preview.tsx';
import { ThreadPreview } from './preview/thread-preview.tsx';
import { StyleNotes } from './style-notes.tsx';
import { TextCount } from './text-count.tsx';
import { TextProblems } from './text-problems.tsx';
import { LeftOut } from './thread/left-out.tsx';
import { ThreadParts } from './thread/thread-parts.tsx';
import { useOwnText } from './use-own-text.ts';

type FitProps = {
  connection: Row<'connection'>;
  post: PostView | null;
  words: Words;
  own: string | null;
  locked: boolean;
};

/** How much of the platform the words take, and what of them it would not have. */
const TextFit = memo(function TextFit({ connection, post, words, own, locked }: FitProps) {
  const { platform, limits } = connection;
  const text = outgoingText(words, own, spokenOn(platform, usePeople()));
  if (locked) return null;
  const said = { text, title: words.title, media: mediaFor(post?.media ?? [], connection.id).length };
  return (
    <>
      <p className={styles.counts}>
        <TextCount platform={platform} limits={limits} text={text} whole />
      </p>
      <TextProblems problems={checkPost(platform, said, limits)} />
      {own !== null && <StyleNotes text={own} />}
      {post && <LeftOut post={post} channels={[connection]} />}
    </>
  );
});

/** The post with what follows it, as it will look there. */
const Picture = memo(function Picture({ connection, post, words, own }: Omit<FitProps, 'locked'>) {
  const { t } = useLingui();
  const { platform, limits } = connection;
  const people = usePeople();
  const text = outgoingText(words, own, spokenOn(platform, people));
  const pictures = useMemo(
    () =>
      inOrder(mediaFor(post?.media ?? [], connection.id), platform).flatMap(
        ({ id, alt_text, crop, asset }) =>
          asset ? [<Thumb key={id} asset={asset} alt={alt_text ?? asset.alt_text} part={crop} />] : [],
      ),
    [post?.media, connection.id, platform],
  );
  const problems = checkPost(platform, { text, media: pictures.length }, limits);
  const scheduledAt =
    post &&
    goesOutAt(
      post,
      post.targets.find((target) => target.connection_id === connection.id),
    );
  return (
    <section aria-label={t`Preview on ${platformNames[platform]}`} className={styles.preview}>
      <Preview
        connection={connection}
        title={words.title}
        text={text}
        scheduledAt={scheduledAt}
        overflow={problems.find(({ code }) => code.startsWith('text_too'))?.range?.start ?? null}
        media={pictures}
      />
      {post && (
        <ThreadPreview
          connection={connection}
          steps={stepsOf(post.parts, connection)}
          scheduledAt={scheduledAt}
        />
      )}
    </section>
  );
});

/** Where a picture beside a film stands for it, it is seen first. */
function inOrder<A extends { asset: { mime: string } | null }>(media: readonly A[], platform: Platform): A[] {
  if (!takesFilmOptions(platform)) return [...media];
  const film = ({ asset }: A) => Number(asset?.mime.startsWith('video/') ?? false);
  return media.toSorted((a, b) => film(a) - film(b));
}

/** The story as it will look there. */
const StoryPicture = memo(function StoryPicture({ connection, post }: Pick<FitProps, 'connection' | 'post'>) {
  const { t } = useLingui();
  const [shown] = mediaFor(post?.media ?? [], connection.id);
  const asset = shown?.asset;
  return (
    <section aria-label={t`Preview on ${platformNames[connection.platform]}`} className={styles.preview}>
      <StoryPreview
        handle={connection.handle}
        media={asset && <Thumb asset={asset} alt={shown.alt_text ?? asset.alt_text} part={shown.crop} />}
      />
    </section>
  );
});

/** A post like any other there, or a story. */
function FormatChoice({ target, locked }: { target: TargetView; locked: boolean }) {
  const { t } = useLingui();
  const { brand_id, post_id, connection_id, format } = target;
  if (locked) return format === 'story' ? <p className={styles.hint}>{t`Shown as a story`}</p> : null;
  return (
    <div className={styles.format}>
      <Segments
        label={t`Show it as`}
        options={[
          { value: 'post', label: t`Post` },
          { value: 'story', label: t`Story` },
        ]}
        value={format ?? 'post'}
        onChange={(next) =>
          void mutate('target.showAs', {
            brand_id,
            post_id,
            connection_id,
            format: next === 'story' ? 'story' : null,
          })
        }
      />
    </div>
  );
}

type ChannelWordsProps = {
  post: PostView | null;
  words: Words;
  connection: Row<'connection'>;
  target: TargetView | null;
  locked: boolean;
  filesLocked: boolean;
  flush(): Promise<void>;
};

/** One channel: its own words only where they differ, what of them does not fit, and how the post looks there. */
export function ChannelWords(props: ChannelWordsProps) {
  return props.target?.format === 'story' ? (
    <StoryWords {...props} target={props.target} />
  ) : (
    <PostWords {...props} />
  );
}

/** What a channel shows as a story: its file. */
function StoryWords({
  post,
  connection,
  target,
  locked,
  filesLocked,
  flush,
}: ChannelWordsProps & { target: TargetView }) {
  return (
    <div className={styles.channelWords}>
      <div className={styles.caption}>
        <FormatChoice target={target} locked={locked} />
        {post && <ChannelDate post={post} target={target} handle={connection.handle} />}
        <p className={styles.hint}>
          <Trans>
            A story shows one picture or film for a day, without words: the caption, the thread and the first
            comment stay away from it.
          </Trans>
        </p>
        {post && <ChannelFiles post={post} connection={connection} locked={filesLocked} flush={flush} />}
      </div>
      <StoryPicture connection={connection} post={post} />
    </div>
  );
}

function PostWords({ post, words, connection, target, locked, filesLocked, flush }: ChannelWordsProps) {
  const { t } = useLingui();
  const { handle } = connection;
  const text = useOwnText(target);
  const brief = useLiveQuery('brief', post && { id: post.id }).data;
  const [compare, setCompare] = useState(false);
  const shared = outgoingText(words, null, asWritten);
  const mentionables = useMentionables();
  // The letter first; what is said about it, and the picture of it, right after.
  const own = useLater(text.own);
  return (
    <div className={styles.channelWords}>
      <div className={styles.caption}>
        {target && takesStories(connection.platform) && <FormatChoice target={target} locked={locked} />}
        {post && target && <ChannelDate post={post} target={target} handle={handle} />}
        {text.own === null ? (
          <div className={styles.follows}>
            <p className={styles.hint}>
              <Trans>{handle} follows the shared words.</Trans>
            </p>
            {!locked && (
              <>
                <Button
                  size="small"
                  icon={<GitBranch size={14} aria-hidden="true" />}
                  disabled={target === null}
                  title={target === null ? t`Write the shared words first.` : undefined}
                  onClick={() => void flush().then(() => text.set(shared))}
                >
                  <Trans>Vary for this channel</Trans>
                </Button>
                {brief && brief.short_caption.trim() !== '' && target !== null && (
                  <Button size="small" look="quiet" onClick={() => void text.set(brief.short_caption)}>
                    <Trans>Begin with the short words</Trans>
                  </Button>
                )}
              </>
            )}
          </div>
        ) : (
          <>
            <MentionArea
              {...mentionables}
              label={t`Words for ${handle}`}
              hideLabel
              lines={5}
              size="large"
              value={text.own}
              onChange={text.type}
              onBlur={text.flush}
              maxLength={100_000}
              readOnly={locked}
            />
            {!locked && (
              <div className={styles.follows}>
                <Button
                  size="small"
                  look="quiet"
                  icon={<Undo2 size={14} aria-hidden="true" />}
                  onClick={() => void text.set(null)}
                >
                  <Trans>Follow the shared text again</Trans>
                </Button>
                <Button
                  size="small"
                  look="quiet"
                  aria-expanded={compare}
                  onClick={() => setCompare(!compare)}
                >
                  <Trans>What differs</Trans>
                </Button>
              </div>
            )}
            {compare && (
              <div className={styles.diff}>
                <DiffText first={shared} second={outgoingText(words, text.own, asWritten)} show="both" />
              </div>
            )}
          </>
        )}
        <TextFit connection={connection} post={post} words={words} own={own} locked={locked} />
        {target && takesFilmOptions(connection.platform) && !goesByHand(target, connection) && (
          <FilmOptions target={target} locked={locked} />
        )}
        {post && <ChannelFiles post={post} connection={connection} locked={filesLocked} flush={flush} />}
        <ThreadParts
          post={post}
          connection={connection}
          channels={useMemo(() => [connection], [connection])}
          words={words}
          own={own}
          flush={useStable(async () => {
            text.flush();
            await flush();
          })}
        />
      </div>
      <Picture connection={connection} post={post} words={words} own={own} />
    </div>
  );
}
