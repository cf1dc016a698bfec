import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import { TextArea } from '../../ui/text-field.tsx';
import type { Words } from '../post/words.ts';
import styles from './composer.module.css';
import { TextCount } from './text-count.tsx';

type SharedWordsProps = {
  words: Words;
  /** Channels without words of their own. */
  followers: readonly Row<'connection'>[];
  /** How many have their own. */
  varied: number;
  locked: boolean;
  onType(caption: string): void;
  flush(): Promise<void>;
};

/** The caption, and how much of each platform's limit it takes. */
export function SharedWords({ words, followers, varied, locked, onType, flush }: SharedWordsProps) {
  const { t } = useLingui();
  const text = outgoingText(words, null);
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
      <TextArea
        label={t`Caption`}
        hideLabel
        lines={6}
        size="large"
        placeholder={t`What do you want to say?`}
        value={words.caption}
        onChange={onType}
        onBlur={() => void flush()}
        maxLength={100_000}
        readOnly={locked}
      />
      {counted.length > 0 && !locked && (
        <p className={styles.counts}>
          {counted.map(({ id, platform, limits }) => (
            <TextCount key={id} platform={platform} limits={limits} text={text} />
          ))}
        </p>
      )}
      {varied > 0 && (
        <p className={styles.hint}>
          {t`${plural(varied, { one: '# channel has its own words.', other: '# channels have their own words.' })}`}
        </p>
      )}
    </div>
  );
}
