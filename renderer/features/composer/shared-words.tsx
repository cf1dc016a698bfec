import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { spokenOn } from '../../../shared/mentions/tokens.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import type { PostView } from '../../../shared/queries.ts';
import { usePeople } from '../mentions/use-people.ts';
import type { Words } from '../post/words.ts';
import styles from './composer.module.css';
import { CaptionField } from './draft-fields.tsx';
import { StyleNotes } from './style-notes.tsx';
import { TextCount } from './text-count.tsx';
import { LeftOut } from './thread/left-out.tsx';
import { ThreadParts } from './thread/thread-parts.tsx';
import type { Typing } from './use-draft.ts';

type SharedWordsProps = {
  post: PostView | null;
  words: Words;
  /** All the post goes to. */
  channels: readonly Row<'connection'>[];
  /** Channels without words of their own. */
  followers: readonly Row<'connection'>[];
  /** How many have their own. */
  varied: number;
  locked: boolean;
  typing: Typing;
  flush(): Promise<void>;
};

/** The caption, and how much of each platform's limit it takes. */
export function SharedWords(props: SharedWordsProps) {
  const { post, words, channels, followers, varied, locked, typing, flush } = props;
  const { t } = useLingui();
  const people = usePeople();
  // Accounts of one platform with the same limits count the same.
  const counted = [
    ...new Map(
      followers.map((connection) => [
        `${connection.platform} ${JSON.stringify(connection.limits)}`,
        connection,
      ]),
    ).values(),
  ];
  return (
    <div className={styles.caption}>
      <CaptionField typing={typing} locked={locked} />
      {counted.length > 0 && !locked && (
        <p className={styles.counts}>
          {counted.map(({ id, platform, limits }) => (
            <TextCount
              key={id}
              platform={platform}
              limits={limits}
              text={outgoingText(words, null, spokenOn(platform, people))}
            />
          ))}
        </p>
      )}
      {varied > 0 && (
        <p className={styles.hint}>
          {t`${plural(varied, { one: '# channel has its own words.', other: '# channels have their own words.' })}`}
        </p>
      )}
      {!locked && <StyleNotes text={words.caption} />}
      <ThreadParts post={post} connection={null} channels={channels} words={words} flush={flush} />
      {post && !locked && <LeftOut post={post} channels={channels} />}
    </div>
  );
}
