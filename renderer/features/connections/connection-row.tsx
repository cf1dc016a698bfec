import { Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert, CircleCheck, CloudUpload, Ellipsis, KeyRound, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { explainThere } from '../../app/errors.ts';
import { mutate } from '../../app/mutate.ts';
import { Link } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { ByHandDialog } from './by-hand-dialog.tsx';
import styles from './connections.module.css';
import { HandOverDialog } from './hand-over-dialog.tsx';
import { HolderWords } from './holder-words.tsx';
import { ReconnectDialog } from './reconnect-dialog.tsx';
import { SharedWords } from './shared-words.tsx';

type Asking = 'edit' | 'reconnect' | 'handOver' | 'remove' | null;

export function ConnectionRow({ connection, allowed }: { connection: Row<'connection'>; allowed: boolean }) {
  const { t } = useLingui();
  const deviceId = useAppState((state) => state.deviceId);
  const [asking, setAsking] = useState<Asking>(null);
  const { id, brand_id, platform, handle, display_name, holder, status, status_code } = connection;
  const heldHere = holder === 'device' && connection.device_id === deviceId;
  const platformName = platformNames[platform];
  const close = () => setAsking(null);

  return (
    <li className={styles.row}>
      <PlatformGlyph platform={platform} size={20} label="" />
      <div className={styles.words}>
        <p className={styles.name}>
          <Link href={`/channel/${id}`}>{display_name || handle}</Link>
          <span className={styles.handle}>
            {platformName}
            {display_name && display_name !== handle && ` · ${handle}`}
          </span>
        </p>
        <p className={styles.holder}>
          <HolderWords connection={connection} />
        </p>
        <SharedWords connectionId={id} />
        {holder === 'person' ? null : status === 'connected' ? (
          <p className={styles.good}>
            <CircleCheck size={14} aria-hidden="true" />
            <Trans>Connected</Trans>
          </p>
        ) : (
          <p className={styles.bad}>
            <CircleAlert size={14} aria-hidden="true" />
            <Why code={status_code} />
          </p>
        )}
      </div>
      {allowed && (
        <div className={styles.actions}>
          {status === 'reconnect' && (
            <Button size="small" onClick={() => setAsking('reconnect')}>
              <Trans>Reconnect</Trans>
            </Button>
          )}
          {heldHere && (
            <Button size="small" onClick={() => setAsking('handOver')}>
              <Trans>Let the server publish</Trans>
            </Button>
          )}
          <Menu
            align="end"
            trigger={
              <IconButton size="small" label={t`More for ${handle}`}>
                <Ellipsis size={16} aria-hidden="true" />
              </IconButton>
            }
          >
            {holder === 'person' && (
              <MenuItem icon={<Pencil size={16} aria-hidden="true" />} onSelect={() => setAsking('edit')}>
                <Trans>Change</Trans>
              </MenuItem>
            )}
            {holder !== 'person' && (
              <MenuItem
                icon={<KeyRound size={16} aria-hidden="true" />}
                onSelect={() => setAsking('reconnect')}
              >
                <Trans>Reconnect</Trans>
              </MenuItem>
            )}
            {heldHere && (
              <MenuItem
                icon={<CloudUpload size={16} aria-hidden="true" />}
                onSelect={() => setAsking('handOver')}
              >
                <Trans>Let the server publish</Trans>
              </MenuItem>
            )}
            {holder !== 'person' && <MenuSeparator />}
            <MenuItem
              danger
              icon={<Trash2 size={16} aria-hidden="true" />}
              onSelect={() => setAsking('remove')}
            >
              <Trans>Remove</Trans>
            </MenuItem>
          </Menu>
        </div>
      )}
      {holder === 'person' && (
        <ByHandDialog connection={connection} open={asking === 'edit'} onClose={close} />
      )}
      <ReconnectDialog connection={connection} open={asking === 'reconnect'} onClose={close} />
      <HandOverDialog connection={connection} open={asking === 'handOver'} onClose={close} />
      <Confirm
        open={asking === 'remove'}
        title={<Trans>Remove {handle}?</Trans>}
        confirm={<Trans>Remove</Trans>}
        cancel={<Trans>Keep</Trans>}
        onConfirm={async () => {
          if (await mutate('connection.remove', { id, brand_id })) close();
        }}
        onClose={close}
      >
        {holder === 'person' ? (
          <Trans>Posts planned for it stay, and nobody is reminded of them any more.</Trans>
        ) : (
          <Trans>
            Posts planned for it stay, but no longer go out there. What was published and its comments stay.
            The app password is deleted where it is held.
          </Trans>
        )}
      </Confirm>
    </li>
  );
}

function Why({ code }: { code: string | null }) {
  const { title, next } = explainThere(code ?? 'reconnect_needed');
  return (
    <span>
      {title} {next}
    </span>
  );
}
