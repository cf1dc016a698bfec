import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarRange, LayoutTemplate } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { go } from '../../app/router.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { KeepDialog } from './keep-dialog.tsx';

/** From the calendar to content calendars, and from what it shows to a new one. */
export function CalendarMenu({ from, to }: { from: string; to: string }) {
  const { t } = useLingui();
  const [keeping, setKeeping] = useState(false);
  const keep = () => setKeeping(true);
  useCommands([
    {
      id: 'calendars.keep',
      group: t`Calendar`,
      title: t`Keep what is planned as a content calendar`,
      run: keep,
    },
  ]);
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t`Content calendars`}>
            <LayoutTemplate size={16} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem icon={<LayoutTemplate size={14} aria-hidden="true" />} onSelect={() => go('/templates')}>
          <Trans>Apply a content calendar</Trans>
        </MenuItem>
        <MenuItem icon={<CalendarRange size={14} aria-hidden="true" />} onSelect={keep}>
          <Trans>Keep what is planned as one</Trans>
        </MenuItem>
      </Menu>
      {keeping && <KeepDialog from={from} to={to} onClose={() => setKeeping(false)} />}
    </>
  );
}
