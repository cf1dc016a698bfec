import { Trans, useLingui } from '@lingui/react/macro';
import { GitBranch, Undo2 } from 'lucide-react';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { mediaFor } from '../../../shared/publishing/outgoing-media.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import type { PostView, TargetView } from '../../../shared/queries.ts';
import { checkPost } from '../../../shared/rules/index.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { DiffText } from '../history/diff-text.tsx';
import { ChannelFiles } from '../media/channel-files.tsx';
import { Thumb } from '../media/thumb.tsx';
import type { Words } from '../post/words.ts';
import styles from './composer.module.css';
import { Preview } from './preview/preview.tsx';
import { TextCount } from './text-count.tsx';
import { TextProblems } from './text-problems.tsx';
import { useOwnText } from './use-own-text.ts';

const Picture = memo(Preview);

type ChannelWordsProps = {
  post: PostView | null;
  words: Words;
  connection: Row<'connection'>;
  target: TargetView | null;
  locked: boolean;
  flush(): Promise<void>;
};

/** One channel: its own words only where they differ, what of them does not fit, and how the post looks there. */
export function ChannelWords({ post, words, connection, target, locked, flush }: ChannelWordsProps) {
  const { t } = useLingui();
  const { platform, handle, limits } = connection;
  const text = useOwnText(target);
  const brief = useLiveQuery('brief', post && { id: post.id }).data;
  const [compare, setCompare] = useState(false);
  const shared = outgoingText(words, null);
  const outgoing = outgoingText(words, text.own);
  const pictures = useMemo(
    () =>
      mediaFor(post?.media ?? [], connection.id).flatMap(({ id, alt_text, crop, asset }) =>
        asset ? [<Thumb key={id} asset={asset} alt={alt_text ?? asset.alt_text} part={crop} />] : [],
      ),
    [post?.media, connection.id],
  );
  const said = { text: outgoing, title: words.title, media: pictures.length };
  const problems = locked ? [] : checkPost(platform, said, limits);
  // The letter first, the picture of it right after.
  const drawn = useDeferredValue(outgoing);
  const overflow = problems.find(({ code }) => code.startsWith('text_too'))?.range?.start ?? null;
  const drawnOverflow = useDeferredValue(overflow);

  return (
    <div className={styles.channelWords}>
      <div className={styles.caption}>
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
            <TextArea
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
                <DiffText first={shared} second={outgoing} show="both" />
              </div>
            )}
          </>
        )}
        {!locked && (
          <p className={styles.counts}>
            <TextCount platform={platform} limits={limits} text={outgoing} whole />
          </p>
        )}
        <TextProblems problems={problems} />
        {post && <ChannelFiles post={post} connection={connection} locked={locked} flush={flush} />}
      </div>
      <section aria-label={t`Preview on ${platformNames[platform]}`} className={styles.preview}>
        <Picture
          connection={connection}
          title={words.title}
          text={drawn}
          scheduledAt={post?.scheduled_at ?? null}
          overflow={drawnOverflow}
          media={pictures}
        />
      </section>
    </div>
  );
}
