import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import type { TargetView } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import type { Words } from '../post/words.ts';
import styles from './composer.module.css';

const PAUSE_MS = 300;

type OwnWordsProps = {
  target: TargetView;
  words: Words;
  /** What else can be done with this channel, beside the button. */
  children?: ReactNode;
};

/** A channel's own words, only where they differ. Without them it follows the caption. */
export function OwnWords({ target, words, children }: OwnWordsProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const own = typed ?? target.text;
  const handle = target.connection?.handle ?? '';
  const { brand_id, post_id, connection_id } = target;

  const waiting = useRef<{ text: string; timer: ReturnType<typeof setTimeout> } | null>(null);
  /** The words that were there when the typing that is not written yet began. */
  const seen = useRef<string | null>(null);
  const write = (text: string | null) => {
    const base = { text: seen.current ?? own ?? '' };
    seen.current = null;
    return mutate('target.edit', { brand_id, post_id, connection_id, text, base });
  };
  function flush() {
    if (!waiting.current) return;
    clearTimeout(waiting.current.timer);
    void write(waiting.current.text);
    waiting.current = null;
  }
  const latestFlush = useRef(flush);
  latestFlush.current = flush;
  useEffect(() => {
    const leave = () => latestFlush.current();
    window.addEventListener('beforeunload', leave);
    return () => {
      window.removeEventListener('beforeunload', leave);
      leave();
    };
  }, []);
  // The row has caught up with what was typed.
  useEffect(() => {
    if (!waiting.current && target.text === typed) setTyped(null);
  }, [target.text, typed]);

  function type(text: string) {
    seen.current ??= own ?? '';
    setTyped(text);
    clearTimeout(waiting.current?.timer);
    waiting.current = { text, timer: setTimeout(() => latestFlush.current(), PAUSE_MS) };
  }

  if (own === null) {
    return (
      <div className={styles.channelActions}>
        <Button size="small" look="quiet" onClick={() => void write(outgoingText(words, null))}>
          <Trans>Write its own words</Trans>
        </Button>
        {children}
      </div>
    );
  }
  return (
    <div className={styles.own}>
      <TextArea
        label={t`Words for ${handle}`}
        lines={2}
        value={own}
        onChange={type}
        onBlur={flush}
        maxLength={100_000}
      />
      <div className={styles.channelActions}>
        <Button
          size="small"
          look="quiet"
          onClick={() => {
            flush();
            setTyped(null);
            void write(null);
          }}
        >
          <Trans>Follow the caption again</Trans>
        </Button>
        {children}
      </div>
    </div>
  );
}
