import { Trans, useLingui } from '@lingui/react/macro';
import { Heart, MessageCircle, Send, X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './story.module.css';

/**
 * A story as it fills a phone (9:16). The account's line and the answering line lie over the top and the bottom 14 %
 * (250 of 1920 pixels each): what matters stays between them.
 */
export function StoryPreview({ handle, media }: { handle: string; media: ReactNode }) {
  const { t } = useLingui();
  return (
    <article className={styles.story}>
      <div className={styles.screen}>
        <div className={styles.file}>
          {media ?? <span className={styles.missing}>{t`A picture or video goes here`}</span>}
        </div>
        <div className={styles.top}>
          <span className={styles.bar} />
          <strong>{handle.replace(/^@/, '')}</strong>
          <X size={14} aria-hidden="true" />
        </div>
        <div className={styles.bottom} aria-hidden="true">
          <span className={styles.answer} />
          <Heart size={15} />
          <MessageCircle size={15} />
          <Send size={15} />
        </div>
      </div>
      <p className={styles.note}>
        <Trans>
          9:16. Between the two lines nothing covers it; another shape stands in the middle with room above
          and below.
        </Trans>
      </p>
    </article>
  );
}
