import { Trans, useLingui } from '@lingui/react/macro';
import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { planViewSchema } from '../../../shared/planning/filter.ts';
import { useCommands } from '../../app/commands.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { offerUndo } from '../../app/undo.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { View } from './range.ts';
import type { PlanChoice } from './use-plan.ts';

type SavedViewsProps = { view: View; choice: PlanChoice; onOpen(view: View, choice: PlanChoice): void };

/** Views kept by name: view, lanes, brands and filters. 1 to 9 open them. */
export function SavedViews({ view, choice, onOpen }: SavedViewsProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const personId = useAppState(({ session }) => (session.state === 'none' ? null : session.personId));
  const rows = useLiveQuery('savedViews', { brandId: brand.id, personId }).data ?? NONE;
  const views = rows.filter(({ screen }) => screen === 'calendar');
  const [naming, setNaming] = useState(false);
  const keys = useKeysOf();
  const now = JSON.stringify(planViewSchema.parse({ view, ...choice }));
  const current = views.find(({ filters }) => JSON.stringify(planViewSchema.parse(filters)) === now);
  const open = ({ filters }: Row<'saved_view'>) => {
    const { view: shown, ...rest } = planViewSchema.parse(filters);
    onOpen(shown, rest);
  };

  const group = t`Calendar`;
  useCommands([
    { id: 'calendar.saveView', group, title: t`Save this view`, run: () => setNaming(true) },
    ...views.slice(0, 9).map((one, index) => ({
      id: `calendar.view.${index + 1}`,
      group,
      title: t`Show the view ${one.name}`,
      run: () => open(one),
    })),
  ]);

  async function remove(row: Row<'saved_view'>) {
    const { id, brand_id, screen, name, filters, position } = row;
    if (!(await mutate('savedView.delete', { id, brand_id }))) return;
    const again = { id: newId(), brand_id, screen, name, filters, position };
    offerUndo(
      t`View deleted.`,
      () => mutate('savedView.create', again),
      async () => {
        const now = await readOnce('savedViews', { brandId: brand_id, personId });
        return now.some((one) => one.id === again.id)
          ? mutate('savedView.delete', { id: again.id, brand_id })
          : 'changed';
      },
    );
  }

  return (
    <>
      <Menu
        trigger={
          <Button size="small" look="quiet" icon={<Bookmark size={14} aria-hidden="true" />}>
            {current?.name ?? t`Views`}
          </Button>
        }
      >
        {views.map((one, index) => (
          <MenuItem
            key={one.id}
            checked={one === current}
            onSelect={() => open(one)}
            keys={keys(`calendar.view.${index + 1}`)}
          >
            {one.name}
          </MenuItem>
        ))}
        {views.length > 0 && <MenuSeparator />}
        {current ? (
          <MenuItem danger onSelect={() => void remove(current)}>
            {t`Delete the view ${current.name}`}
          </MenuItem>
        ) : (
          <MenuItem onSelect={() => setNaming(true)}>{t`Save this view`}</MenuItem>
        )}
      </Menu>
      {naming && (
        <NameDialog
          onClose={() => setNaming(false)}
          onName={(name) => {
            setNaming(false);
            void mutate('savedView.create', {
              id: newId(),
              brand_id: brand.id,
              screen: 'calendar',
              name,
              filters: { ...planViewSchema.parse({ view, ...choice }) },
              position: Math.max(0, ...views.map(({ position }) => position + 1)),
            });
          }}
        />
      )}
    </>
  );
}

const NONE: Row<'saved_view'>[] = [];

function NameDialog({ onName, onClose }: { onName(name: string): void; onClose(): void }) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const save = () => name.trim() !== '' && onName(name.trim());
  return (
    <Dialog
      open
      onClose={onClose}
      title={<Trans>Save this view</Trans>}
      description={<Trans>Keeps what is shown now: the view, its lanes, brands and filters.</Trans>}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" disabled={name.trim() === ''} onClick={save}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <TextField
        label={t`Name`}
        value={name}
        maxLength={100}
        onChange={setName}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          // The button that gets the focus back is not to be pressed by the same key.
          event.preventDefault();
          save();
        }}
      />
    </Dialog>
  );
}
