import { Trans, useLingui } from '@lingui/react/macro';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { desktop } from '../../app/desktop.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { useAsked } from '../../app/use-asked.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { NeedsServer, useMissing } from '../account/needs-server.tsx';
import styles from './brand.module.css';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberRow } from './member-row.tsx';
import { givable } from './roles.ts';

const listInvitations = (brandId: string) => desktop.invoke('invitations.list', { brandId });

/** Who works on this brand, and who is invited to. */
export function People() {
  const { t } = useLingui();
  const brand = useBrand();
  const missing = useMissing();
  const { data: members, error } = useLiveQuery('members', { brandId: brand.id });
  const [inviting, setInviting] = useState(false);
  const mayInvite = missing === null && givable(brand.role).length > 0;
  const invitations = useAsked(
    listInvitations,
    mayInvite ? brand.id : null,
    // Somebody who joined has used one.
    members?.length ?? 0,
  );
  useCommands(
    mayInvite
      ? [
          {
            id: 'invite',
            group: t`People`,
            title: t`Invite somebody`,
            run: () => setInviting(true),
          },
        ]
      : [],
  );

  return (
    <div className={styles.stack}>
      <Section
        title={
          <VisuallyHidden>
            <Trans>People</Trans>
          </VisuallyHidden>
        }
        lead={<Trans>Who plans, publishes and answers for this brand.</Trans>}
        actions={
          mayInvite && (
            <Button icon={<UserPlus size={16} aria-hidden="true" />} onClick={() => setInviting(true)}>
              <Trans>Invite somebody</Trans>
            </Button>
          )
        }
      >
        <NeedsServer>
          <Trans>Working together goes through the server. Until then this brand is yours alone.</Trans>
        </NeedsServer>
        {error && <FailureBanner of={error} />}
        {members && members.length > 0 && (
          <ul className={styles.people}>
            {members.map((member) => (
              <MemberRow key={member.id} member={member} />
            ))}
          </ul>
        )}
      </Section>
      {mayInvite && <InvitationList invitations={invitations} />}
      <InviteDialog open={inviting} onClose={() => setInviting(false)} onMade={invitations.reload} />
    </div>
  );
}
