import { Trans, useLingui } from '@lingui/react/macro';
import { UserRound } from 'lucide-react';
import type { Ref } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';

type AssignMenuProps = {
  comment: Row<'comment'>;
  onAssign(personId: string | null, name: string | null): void;
  ref: Ref<HTMLButtonElement>;
};

/** Who takes care of it; oneself first. Where one works alone there is nobody to choose. */
export function AssignMenu({ comment, onAssign, ref }: AssignMenuProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const me = useAppState((state) => (state.session.state === 'none' ? null : state.session.personId));
  const members = useLiveQuery('members', { brandId: brand.id }).data ?? [];
  if (members.length === 0) return null;

  const nameOf = (member: Row<'member'>) => member.name || member.email;
  const assigned = members.find((member) => member.person_id === comment.assigned_to);
  const label = assigned
    ? assigned.person_id === me
      ? t`Yours`
      : nameOf(assigned)
    : comment.assigned_to
      ? t`Somebody who has left`
      : t`Assign`;
  const inOrder = [...members].sort((a, b) => Number(b.person_id === me) - Number(a.person_id === me));
  return (
    <Menu
      trigger={
        <Button ref={ref} icon={<UserRound size={16} aria-hidden="true" />}>
          {label}
        </Button>
      }
    >
      {inOrder.map((member) => (
        <MenuItem
          key={member.id}
          checked={member.person_id === comment.assigned_to}
          onSelect={() => onAssign(member.person_id, nameOf(member))}
        >
          {member.person_id === me ? <Trans>Me</Trans> : nameOf(member)}
        </MenuItem>
      ))}
      {comment.assigned_to && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => onAssign(null, null)}>
            <Trans>Nobody</Trans>
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
