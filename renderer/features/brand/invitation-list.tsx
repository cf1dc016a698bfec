import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { InvitationView } from '../../../shared/ipc/people.ts';
import { desktop } from '../../app/desktop.ts';
import { ownZone } from '../../app/i18n.ts';
import { tellError } from '../../app/tell-error.ts';
import type { Asked } from '../../app/use-asked.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './brand.module.css';
import { roleNames } from './role-words.tsx';

/** Links that have not been used yet. */
export function InvitationList({
  invitations: { answer: rows, failure, reload },
}: {
  invitations: Asked<InvitationView[]>;
}) {
  return (
    <Section title={<Trans>Open invitations</Trans>}>
      {failure && (
        <Banner
          title={failure.title}
          actions={
            <Button size="small" onClick={reload}>
              <Trans>Try again</Trans>
            </Button>
          }
        >
          <Trans>Invitations are kept on the server and shown when it answers.</Trans>
        </Banner>
      )}
      {rows?.length === 0 && (
        <p className={styles.quiet}>
          <Trans>None. An invitation is a link that works once, for a week.</Trans>
        </p>
      )}
      {rows && rows.length > 0 && (
        <ul className={styles.people}>
          {rows.map((row) => (
            <Invitation key={row.id} invitation={row} onGone={reload} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Invitation({ invitation, onGone }: { invitation: InvitationView; onGone(): void }) {
  const { t, i18n } = useLingui();
  const [busy, setBusy] = useState(false);
  const { id, email, role, expires_at } = invitation;

  async function revoke() {
    setBusy(true);
    try {
      await desktop.invoke('invitations.revoke', { id });
      onGone();
    } catch (error) {
      tellError(error);
      setBusy(false);
    }
  }

  const whose = email ?? t`Anyone with the link`;
  return (
    <li className={styles.person}>
      <div className={styles.personWords}>
        <span className={styles.strong}>{whose}</span>
        <span className={styles.quiet}>
          <Trans>
            Works until <TimeText at={expires_at} zone={ownZone()} />
          </Trans>
        </span>
      </div>
      <span className={styles.quiet}>{i18n._(roleNames[role])}</span>
      <Button
        size="small"
        look="quiet"
        busy={busy}
        onClick={revoke}
        aria-label={t`Take back the invitation for ${whose}`}
      >
        <Trans>Take back</Trans>
      </Button>
    </li>
  );
}
