import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Role, Row } from '../../../shared/kinds/index.ts';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './brand.module.css';
import { roleNames } from './role-words.tsx';
import { givable, may } from './roles.ts';

/** A person and their role, which somebody at least as strong may change. */
export function MemberRow({ member }: { member: Row<'member'> }) {
  const { t, i18n } = useLingui();
  const brand = useBrand();
  const me = useAppState((state) => (state.session.state === 'none' ? null : state.session.personId));
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { person_id: personId, role } = member;
  const name = member.name || member.email;
  const self = personId === me;
  const editable = may(brand.role, 'admin') && may(brand.role, role);
  const roles = givable(brand.role);

  async function ask(run: () => Promise<unknown>) {
    setBusy(true);
    try {
      await run();
      setAsking(false);
    } catch (error) {
      tellError(error);
    }
    setBusy(false);
  }

  return (
    <li className={styles.person}>
      <div className={styles.personWords}>
        <span className={styles.strong}>
          {name}{' '}
          {self && (
            <span className={styles.quiet}>
              <Trans>(you)</Trans>
            </span>
          )}
        </span>
        {member.name && <span className={styles.quiet}>{member.email}</span>}
      </div>
      {editable ? (
        <Select<Role>
          label={t`Role of ${name}`}
          hideLabel
          look="quiet"
          disabled={busy}
          options={roles.map((one) => ({ value: one, label: i18n._(roleNames[one]) }))}
          value={role}
          onChange={(next) =>
            ask(() => desktop.invoke('members.setRole', { brandId: brand.id, personId, role: next }))
          }
        />
      ) : (
        <span className={styles.quiet}>{i18n._(roleNames[role])}</span>
      )}
      {(editable || self) && (
        <Button
          size="small"
          look="quiet"
          onClick={() => setAsking(true)}
          aria-label={self ? t`Leave` : t`Remove ${name}`}
        >
          {self ? <Trans>Leave</Trans> : <Trans>Remove</Trans>}
        </Button>
      )}
      <Confirm
        open={asking}
        title={
          self ? (
            <Trans>Leave {brand.name}?</Trans>
          ) : (
            <Trans>
              Remove {name} from {brand.name}?
            </Trans>
          )
        }
        confirm={self ? <Trans>Leave</Trans> : <Trans>Remove</Trans>}
        cancel={<Trans>Cancel</Trans>}
        busy={busy}
        onConfirm={() => ask(() => desktop.invoke('members.remove', { brandId: brand.id, personId }))}
        onClose={() => setAsking(false)}
      >
        {self ? (
          <Trans>The brand disappears from your devices. What you made stays with it.</Trans>
        ) : (
          <Trans>The brand disappears from their devices. What they made stays.</Trans>
        )}
      </Confirm>
    </li>
  );
}
