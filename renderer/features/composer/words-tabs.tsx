import { Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert, GitBranch } from 'lucide-react';
import { memo, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { type Mentioned, spokenOn } from '../../../shared/mentions/tokens.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import type { PartView, PostView } from '../../../shared/queries.ts';
import { checkPart, checkPost } from '../../../shared/rules/index.ts';
import { stepsOf } from '../../../shared/threads/steps.ts';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { usePeople } from '../mentions/use-people.ts';
import { isFixed } from '../post/post-state.ts';
import type { Words } from '../post/words.ts';
import { ChannelWords } from './channel-words.tsx';
import styles from './composer.module.css';
import { SharedWords } from './shared-words.tsx';
import type { Typing } from './use-draft.ts';

const SHARED = 'shared';

export type WordsTabsProps = {
  post: PostView | null;
  words: Words;
  /** Channels the post goes to, or will when it is written. */
  channels: readonly Row<'connection'>[];
  locked: boolean;
  typing: Typing;
  flush(): Promise<void>;
};

/** The words: shared ones first, then a tab for each channel, which shows only what differs there. */
export const WordsTabs = memo(function WordsTabs(props: WordsTabsProps) {
  const { post, words, channels, locked, typing, flush } = props;
  const { t } = useLingui();
  const people = usePeople();
  const [chosen, setChosen] = useState(SHARED);
  const targetOf = (id: string) => post?.targets.find((target) => target.connection_id === id) ?? null;
  const value = channels.some(({ id }) => id === chosen) ? chosen : SHARED;

  const tabs = channels.map((connection) => {
    const target = targetOf(connection.id);
    return {
      value: connection.id,
      label: (
        <TabLabel
          connection={connection}
          named={channels.filter(({ platform }) => platform === connection.platform).length > 1}
          own={(target?.text ?? null) !== null}
          text={outgoingText(words, target?.text ?? null, spokenOn(connection.platform, people))}
          title={words.title}
          parts={post && target?.format !== 'story' ? stepsOf(post.parts, connection) : NO_PARTS}
          story={target?.format === 'story'}
          people={people}
          locked={locked}
        />
      ),
      panel: (
        <ChannelWords
          key={connection.id}
          post={post}
          words={words}
          connection={connection}
          target={target}
          // On a channel that goes out later its own words can still be changed; files belong to the whole post.
          locked={locked && (target === null || isFixed(target))}
          filesLocked={locked}
          flush={flush}
        />
      ),
    };
  });
  const shared = {
    value: SHARED,
    label: <Trans>All channels</Trans>,
    panel: (
      <SharedWords
        post={post}
        words={words}
        channels={channels}
        followers={channels.filter(({ id }) => (targetOf(id)?.text ?? null) === null)}
        varied={channels.length - channels.filter(({ id }) => (targetOf(id)?.text ?? null) === null).length}
        locked={locked}
        typing={typing}
        flush={flush}
      />
    ),
  };
  // Words of no channel need no tabs.
  if (channels.length === 0) return shared.panel;
  return <Tabs label={t`Words`} value={value} onChange={setChosen} tabs={[shared, ...tabs]} />;
});

const NO_PARTS: readonly PartView[] = [];

type TabLabelProps = {
  connection: Row<'connection'>;
  /** Its name stands beside the mark, because another channel has the same one. */
  named: boolean;
  own: boolean;
  text: string;
  title: string;
  parts: readonly PartView[];
  people: readonly Mentioned[];
  /** Shown as a story, without words. */
  story: boolean;
  locked: boolean;
};

const fitsAll = ({ connection, text, title, parts, people, story }: TabLabelProps) =>
  story ||
  [
    ...checkPost(connection.platform, { text, title }, connection.limits),
    ...parts.flatMap((part) =>
      checkPart(
        connection.platform,
        part.role,
        { text: spokenOn(connection.platform, people)(part.text.trim()), media: part.asset_ids.length },
        connection.limits,
      ),
    ),
  ].every(({ code }) => code === 'text_empty');

/** Remembered: words that are typed for one channel are counted for that one. */
const TabLabel = memo(function TabLabel(props: TabLabelProps) {
  const { connection, named, own, locked } = props;
  const { t } = useLingui();
  const { platform, handle } = connection;
  const name = platformNames[platform];
  const bad = !locked && !fitsAll(props);
  return (
    <span className={styles.tabLabel} title={t`${name}: ${handle}`}>
      <PlatformGlyph platform={platform} label={t`${name}: ${handle}`} />
      {named && (
        <span className={styles.tabHandle} aria-hidden="true">
          {handle}
        </span>
      )}
      {own && (
        <>
          <GitBranch size={12} aria-hidden="true" />
          <VisuallyHidden>{t`has its own words`}</VisuallyHidden>
        </>
      )}
      {bad && (
        <span className={styles.over}>
          <CircleAlert size={12} aria-hidden="true" />
          <VisuallyHidden>{t`doesn’t fit`}</VisuallyHidden>
        </span>
      )}
    </span>
  );
});
