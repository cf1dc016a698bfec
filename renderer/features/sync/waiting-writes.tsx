import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import type { SyncReport, WaitingWrite } from '../../../shared/ipc/sync.ts';
import { desktop } from '../../app/desktop.ts';
import { Section } from '../../ui/page.tsx';
import { DiscardButton } from './discard-button.tsx';
import { SaveButton } from './save-button.tsx';
import styles from './sync.module.css';
import { WriteCard } from './write-card.tsx';

/** What has been done here and is not at the server yet, oldest first. */
export function WaitingWrites({ report, onChange }: { report: SyncReport; onChange(): void }) {
  const { t } = useLingui();
  const { waiting, waitingCount } = report;
  if (waitingCount === 0) return null;
  const more = waitingCount - waiting.length;
  return (
    <Section
      title={<Trans>Waiting to be sent</Trans>}
      lead={<Trans>Kept on this device until the server has it. It goes out in this order, by itself.</Trans>}
    >
      <ul className={styles.writes}>
        {waiting.map((write) => (
          <WriteCard key={write.uuid} write={write} note={<Standing write={write} />}>
            <SaveButton save={() => desktop.invoke('sync.export', { uuids: [write.uuid] })}>
              <Trans>Save as a file</Trans>
            </SaveButton>
            {write.state !== 'accepted' && (
              <DiscardButton uuid={write.uuid} method="sync.discard" onDone={onChange} />
            )}
          </WriteCard>
        ))}
      </ul>
      {more > 0 && (
        <p className={styles.quiet}>
          {t`${plural(more, { one: '# more after these', other: '# more after these' })}`}
        </p>
      )}
    </Section>
  );
}

function Standing({ write: { state, tries } }: { write: WaitingWrite }) {
  if (state === 'accepted') return <Trans>The server has it. It is on its way back to this device.</Trans>;
  if (state === 'waiting') return <Trans>Has not left this device.</Trans>;
  return tries > 1 ? <Trans>Sent {tries} times; no answer yet.</Trans> : <Trans>Sent; no answer yet.</Trans>;
}
