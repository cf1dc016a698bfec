import { Trans, useLingui } from '@lingui/react/macro';
import { ExternalLink, Lightbulb, Undo2, X } from 'lucide-react';
import type { FeedItemView } from '../../../shared/queries.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './feeds.module.css';

type ItemRowProps = {
  item: FeedItemView;
  show: 'new' | 'made' | 'dismissed';
  zone: string;
  current: boolean;
  onOpen(item: FeedItemView): void;
  act: {
    make(item: FeedItemView): void;
    dismiss(item: FeedItemView): void;
    article(item: FeedItemView): void;
  };
};

/** An article: why it is here, how it begins, and what can be done with the one being read. */
export function ItemRow({ item, show, zone, current, onOpen, act }: ItemRowProps) {
  const { t } = useLingui();
  const keysOf = useKeysOf();
  const keys = (id: 'feeds.make' | 'feeds.dismiss' | 'feeds.article') => {
    const held = keysOf(id);
    return held ? { keys: held } : {};
  };
  const unread = show === 'new' && !item.mark?.read;
  const words = [...new Map(item.matches.map((match) => [match.word.toLowerCase(), match])).values()];
  return (
    <li className={cx(styles.item, current && styles.current)}>
      <button
        type="button"
        className={styles.entry}
        onClick={() => onOpen(item)}
        {...(current && { 'aria-current': 'true' as const })}
      >
        <span className={styles.entryHead}>
          {unread && <span className={styles.unread} role="img" aria-label={t`Not read`} />}
          <span className={cx(styles.itemTitle, unread && styles.strong)}>{item.title}</span>
        </span>
        <span className={styles.about}>
          <span>{item.source}</span>
          {item.author && <span>{item.author}</span>}
          <TimeText at={item.published_at} zone={zone} />
        </span>
        {item.text && <span className={cx(styles.excerpt, current && styles.whole)}>{item.text}</span>}
        {words.length > 0 && (
          <span className={styles.matches}>
            {words.map(({ word, topic, inTitle }) => (
              <span key={word} className={styles.match}>
                {inTitle ? t`${topic}: ${word}, in the title` : t`${topic}: ${word}`}
              </span>
            ))}
          </span>
        )}
      </button>
      {current && (
        <div className={styles.actions}>
          <Button
            size="small"
            look={show === 'made' ? 'plain' : 'primary'}
            icon={<Lightbulb size={14} aria-hidden="true" />}
            onClick={() => act.make(item)}
            {...keys('feeds.make')}
          >
            {item.mark?.post_id ? <Trans>Open the idea</Trans> : <Trans>Make an idea</Trans>}
          </Button>
          {show !== 'made' && (
            <Button
              size="small"
              icon={
                show === 'dismissed' ? (
                  <Undo2 size={14} aria-hidden="true" />
                ) : (
                  <X size={14} aria-hidden="true" />
                )
              }
              onClick={() => act.dismiss(item)}
              {...keys('feeds.dismiss')}
            >
              {show === 'dismissed' ? <Trans>Put it back</Trans> : <Trans>Dismiss</Trans>}
            </Button>
          )}
          {item.url && (
            <IconButton
              size="small"
              label={t`Open the article`}
              onClick={() => act.article(item)}
              {...keys('feeds.article')}
            >
              <ExternalLink size={14} aria-hidden="true" />
            </IconButton>
          )}
        </div>
      )}
    </li>
  );
}
