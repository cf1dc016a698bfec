import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, type KeyboardEvent, type Ref, useState } from 'react';
import type { CommentView } from '../../../shared/queries.ts';
import { countText } from '../../../shared/rules/index.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import { Keys } from '../../ui/keys.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import styles from './inbox.module.css';
import { whyNoReply } from './inbox-model.ts';
import { SignedOut } from './signed-out.tsx';
import { useReplyDraft } from './use-reply-draft.ts';

/** An answer in the making. It is kept while it is written and goes out once. */
export function ReplyBox({ comment, ref }: { comment: CommentView; ref: Ref<HTMLTextAreaElement> }) {
  const { t } = useLingui();
  const offline = useAppState((state) => state.sync.status === 'offline');
  const draft = useReplyDraft(comment.id);
  const [busy, setBusy] = useState(false);
  const keys = useKeysOf();
  const { connection } = comment;
  const count = connection && countText(connection.platform, draft.text.trim());
  const left = count ? count.limit - count.used : 0;
  const empty = draft.text.trim() === '';
  const blocked = whyNoReply(comment);
  const disabled = empty || blocked !== null || left < 0;

  async function send(event?: FormEvent) {
    event?.preventDefault();
    if (disabled || busy) return;
    setBusy(true);
    const kept = await mutate('comment.reply', {
      id: newId(),
      brand_id: comment.brand_id,
      comment_id: comment.id,
      text: draft.text.trim(),
    });
    if (kept) draft.clear();
    setBusy(false);
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      // Back to the list's keys; the words stay.
      event.currentTarget.blur();
    }
  }

  if (!connection) {
    return (
      <p className={styles.note}>
        <Trans>The channel this came from is no longer connected, so it can’t be answered from here.</Trans>
      </p>
    );
  }
  return (
    <>
      {blocked === 'signed_out' && <SignedOut connection={connection} />}
      <form className={styles.replyBox} onSubmit={send}>
        <TextArea
          label={t`Reply as ${connection.handle}`}
          lines={3}
          dir="auto"
          value={draft.text}
          onChange={draft.setText}
          onBlur={draft.flush}
          onKeyDown={onKeyDown}
          ref={ref}
          error={
            left < 0
              ? t`${plural(-left, { one: 'Too long by # character. Shorten it to send.', other: 'Too long by # characters. Shorten it to send.' })}`
              : null
          }
        />
        <div className={styles.replyFoot}>
          <span className={styles.quiet}>
            {left >= 0 && left < 60 ? (
              t`${plural(left, { one: '# character left', other: '# characters left' })}`
            ) : offline && blocked === null ? (
              <Trans>Offline: it goes out when the connection is back.</Trans>
            ) : (
              !empty && <Trans>Kept on this device while you write.</Trans>
            )}
          </span>
          <Button look="primary" type="submit" busy={busy} disabled={disabled}>
            <Trans>Reply</Trans>
            <Keys keys={keys('inbox.send') ?? ''} />
          </Button>
        </div>
      </form>
    </>
  );
}
