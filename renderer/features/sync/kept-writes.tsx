import { Trans } from '@lingui/react/macro';
import { Archive } from 'lucide-react';
import type { SyncReport } from '../../../shared/ipc/sync.ts';
import { desktop } from '../../app/desktop.ts';
import { explain } from '../../app/errors.ts';
import { Section } from '../../ui/page.tsx';
import { DiscardButton } from './discard-button.tsx';
import { ResendButton } from './resend-button.tsx';
import { SaveButton } from './save-button.tsx';
import styles from './sync.module.css';
import { WriteCard } from './write-card.tsx';

/** Changes of a brand that may not be opened any more: never sent, and still the person's own words. */
export function KeptWrites({ report, onChange }: { report: SyncReport; onChange(): void }) {
  const { kept } = report;
  if (kept.length === 0) return null;
  return (
    <Section
      title={<Trans>Kept apart</Trans>}
      lead={
        <Trans>
          These were waiting when you lost access to their brand. They are not sent unless it comes back and
          you say so. The words are yours: save them or let them go.
        </Trans>
      }
      actions={
        <SaveButton
          size="normal"
          save={() => desktop.invoke('sync.export', { uuids: kept.slice(0, 1000).map(({ uuid }) => uuid) })}
        >
          <Trans>Save these as a file</Trans>
        </SaveButton>
      }
    >
      <ul className={styles.writes}>
        {kept.map((write) => (
          <WriteCard
            key={write.uuid}
            write={write}
            icon={<Archive size={16} aria-hidden="true" />}
            note={explain(write.reason).title}
          >
            {write.sendable && <ResendButton uuid={write.uuid} onDone={onChange} />}
            <SaveButton save={() => desktop.invoke('sync.export', { uuids: [write.uuid] })}>
              <Trans>Save as a file</Trans>
            </SaveButton>
            <DiscardButton uuid={write.uuid} method="sync.discardKept" onDone={onChange} />
          </WriteCard>
        ))}
      </ul>
    </Section>
  );
}
