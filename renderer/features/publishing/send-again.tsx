import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { PublicationView } from '../../../shared/queries.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explain, explainThrown } from '../../app/errors.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { showToast } from '../../ui/toast.tsx';
import styles from './publishing.module.css';

/** What did not go out while an account was signed out, sent together once it works again. */
export function SendAgain({ publications }: { publications: readonly PublicationView[] }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const handle = publications[0]?.connection?.handle ?? '';
  const count = publications.length;
  return (
    <Banner
      tone="warn"
      title={t`${plural(count, {
        one: '# post did not go out while this channel was signed out.',
        other: '# posts did not go out while this channel was signed out.',
      })}`}
      actions={
        <Button size="small" onClick={() => setOpen(true)}>
          <Trans>Send again…</Trans>
        </Button>
      }
    >
      <Trans>{handle} is connected again. Nothing is sent until you say so.</Trans>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t`Send again to ${handle}`}
        description={<Trans>They go out now, one after the other, in the order they were planned.</Trans>}
      >
        <Choice publications={publications} onClose={() => setOpen(false)} />
      </Dialog>
    </Banner>
  );
}

function Choice({ publications, onClose }: { publications: readonly PublicationView[]; onClose(): void }) {
  const { t } = useLingui();
  const brand = useBrand();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ReadonlyMap<string, Explanation>>(new Map());
  const [failure, setFailure] = useState<Explanation | null>(null);
  const chosen = publications.filter(({ id }) => !left.has(id));

  async function send() {
    setBusy(true);
    setFailure(null);
    try {
      const publicationIds = chosen.map(({ id }) => id);
      const done = await desktop.invoke('publish.sendAgain', { publicationIds });
      const { sent } = done;
      if (sent > 0)
        showToast({
          title: t`${plural(sent, { one: '# post is being sent.', other: '# posts are being sent.' })}`,
        });
      if (done.refused.length === 0) return onClose();
      setRefused(
        new Map(
          done.refused.map(({ publicationId, code, message }) => [publicationId, explain(code, message)]),
        ),
      );
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  return (
    <>
      <ul className={styles.choice}>
        {publications.map(({ id, post_title, subject, due_at }) => {
          const why = refused.get(id);
          return (
            <li key={id}>
              <Checkbox
                label={
                  <>
                    {subject === 'reply' ? t`A reply to a comment` : post_title || t`Untitled post`}{' '}
                    <span className={styles.next}>
                      <TimeText at={due_at} zone={brand.time_zone} />
                    </span>
                  </>
                }
                checked={!left.has(id)}
                disabled={busy}
                onChange={(on) =>
                  setLeft((before) => new Set(on ? [...before].filter((one) => one !== id) : [...before, id]))
                }
              />
              {why && (
                <p className={styles.next} role="status">
                  {why.title} {why.next}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      <div className={styles.footer}>
        <Button look="quiet" onClick={onClose}>
          <Trans>Not now</Trans>
        </Button>
        <Button look="primary" busy={busy} disabled={chosen.length === 0} onClick={send}>
          {t`Send ${chosen.length} now`}
        </Button>
      </div>
    </>
  );
}
