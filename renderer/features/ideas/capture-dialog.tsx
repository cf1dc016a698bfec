import { Trans, useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useState } from 'react';
import { today } from '../../../shared/time/calendar.ts';
import { nowIso } from '../../app/clock.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { getSetting, saveSetting, useSetting } from '../../app/settings.ts';
import { useUi } from '../../app/ui-store.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Keys } from '../../ui/keys.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { createPost, useDefaultChannels } from '../post/create-post.ts';
import styles from './ideas.module.css';

const TITLE_MOST = 500;

/** A thought, kept without leaving the screen: an idea on the board, or a note in the journal. */
export function CaptureDialog() {
  const open = useUi((state) => state.captureOpen);
  const close = () => useUi.setState({ captureOpen: false });
  return (
    <Dialog open={open} onClose={close} title={<Trans>Capture</Trans>}>
      <Capture onDone={close} />
    </Dialog>
  );
}

function Capture({ onDone }: { onDone(): void }) {
  const { t } = useLingui();
  const brand = useBrand();
  const channels = useDefaultChannels();
  const [as, setAs] = useSetting('captureAs');
  // Closed by mistake, the words are there again.
  const [text, setText] = useState(() => getSetting('captureDraft'));
  const words = text.trim();
  const [title = '', ...rest] = words.split('\n');
  const whole = title.length <= TITLE_MOST;

  async function keep() {
    if (words === '') return;
    const id = newId();
    const kept =
      as === 'note'
        ? await mutate('journalEntry.create', {
            id,
            brand_id: brand.id,
            day: today(brand.time_zone, nowIso()),
            text: words,
            post_id: null,
          })
        : await createPost({
            id,
            brandId: brand.id,
            words: whole ? { title: title.trim(), caption: rest.join('\n').trim() } : { caption: words },
            when: null,
            channels,
          });
    if (!kept) return;
    saveSetting('captureDraft', '');
    onDone();
    showToast({
      title: as === 'note' ? t`Kept in the journal.` : t`Kept among the ideas.`,
      action: { label: t`Show`, run: () => go(as === 'note' ? '/ideas/journal' : `/post/${id}`) },
    });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void keep();
  }

  return (
    <div className={styles.capture}>
      <Segments
        label={t`Keep it as`}
        value={as}
        onChange={setAs}
        options={[
          { value: 'idea', label: t`Idea` },
          { value: 'note', label: t`Journal note` },
        ]}
      />
      <TextArea
        label={as === 'note' ? t`What happened?` : t`What could you talk about?`}
        hint={<Trans>Enter keeps it, Shift and Enter begin a new line.</Trans>}
        lines={3}
        dir="auto"
        maxLength={20_000}
        // A dialog gives the focus to its first control, which here is not what one came for.
        ref={(field) => field?.focus()}
        value={text}
        onChange={setText}
        onBlur={() => saveSetting('captureDraft', text)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.captureFoot}>
        <span className={styles.quiet}>{brand.name}</span>
        <Button look="primary" disabled={words === ''} onClick={() => void keep()}>
          <Trans>Keep</Trans>
          <Keys keys="enter" />
        </Button>
      </div>
    </div>
  );
}
