import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarX, Ellipsis, SearchCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { isDown } from '../../../shared/mutators/takedown.ts';
import { deletesThere } from '../../../shared/publishing/take-down.ts';
import { nowIso } from '../../app/clock.ts';
import { desktop } from '../../app/desktop.ts';
import { mutate } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { StateLine } from './state-line.tsx';
import { TakeDownForm } from './take-down-form.tsx';
import { type AfterProps, useStandingWords } from './use-standing-words.ts';

/** How a post stands on its platform, where there is something to say. */
export function StandingLine(props: AfterProps) {
  const words = useStandingWords(props);
  return words && <StateLine words={words} />;
}

type AfterActionsProps = AfterProps & {
  postId: string;
  connectionId: string;
  /** Null: it is not out yet. */
  publicationId: string | null;
};

/** What a person can do about a post on a channel once it is out, or say beforehand. */
export function AfterActions({ postId, connectionId, publicationId, ...after }: AfterActionsProps) {
  const brand = useBrand();
  const { connection, takedown, standing, known } = after;
  const at = takedown?.remove_at ?? null;
  const set = (remove_at: string | null) =>
    mutate('takedown.set', { brand_id: brand.id, post_id: postId, connection_id: connectionId, remove_at });
  if (standing?.state === 'gone' && at === null)
    return (
      <Button size="small" look="quiet" onClick={() => void set(nowIso())}>
        <Trans>Leave it down</Trans>
      </Button>
    );
  if (isDown(standing) || connection?.holder === 'person') return null;
  if (!known)
    return (
      at !== null && (
        <Button size="small" look="quiet" onClick={() => void set(null)}>
          <Trans>It is down</Trans>
        </Button>
      )
    );
  return (
    <>
      {standing?.state === 'failed' && at !== null && connection && (
        <Button size="small" onClick={() => void set(nowIso())}>
          <Trans>Try again</Trans>
        </Button>
      )}
      {standing?.state === 'waiting' && standing.error_class === 'reconnect' && at !== null && connection && (
        <Button size="small" onClick={() => go(`/channel/${connectionId}`)}>
          <Trans>Reconnect</Trans>
        </Button>
      )}
      {at !== null && (
        <Button size="small" look="quiet" onClick={() => void set(null)}>
          <Trans>Leave it up</Trans>
        </Button>
      )}
      {connection && <Ending {...after} connection={connection} publicationId={publicationId} set={set} />}
    </>
  );
}

type EndingProps = Omit<AfterProps, 'connection'> & {
  connection: NonNullable<AfterProps['connection']>;
  publicationId: string | null;
  set(removeAt: string | null): Promise<boolean>;
};

/** When it comes down, whether it still stands, and deleting it now. */
function Ending({ publicationId, connection, takedown, outAt, set }: EndingProps) {
  const { t } = useLingui();
  const [asking, setAsking] = useState<'when' | 'delete' | null>(null);
  const [busy, setBusy] = useState(false);
  const platform = platformNames[connection.platform];
  const can = deletesThere(connection);
  const at = takedown?.remove_at ?? null;

  async function check(id: string) {
    setBusy(true);
    await desktop.invoke('publish.check', { publicationId: id }).catch(tellError);
    setBusy(false);
  }

  return (
    <>
      {publicationId === null ? (
        can && (
          <Button
            size="small"
            look="quiet"
            icon={<CalendarX size={14} aria-hidden="true" />}
            onClick={() => setAsking('when')}
          >
            {at === null ? <Trans>Take down on…</Trans> : <Trans>Change when it comes down</Trans>}
          </Button>
        )
      ) : (
        <Menu
          align="end"
          trigger={
            <IconButton label={t`More for ${connection.handle} on ${platform}`} disabled={busy}>
              <Ellipsis size={16} aria-hidden="true" />
            </IconButton>
          }
        >
          <MenuItem
            icon={<SearchCheck size={16} aria-hidden="true" />}
            onSelect={() => void check(publicationId)}
          >
            {t`Check on ${platform}`}
          </MenuItem>
          <MenuItem
            icon={<CalendarX size={16} aria-hidden="true" />}
            disabled={!can}
            onSelect={() => setAsking('when')}
          >
            <Trans>Take down on…</Trans>
          </MenuItem>
          <MenuItem
            danger
            icon={<Trash2 size={16} aria-hidden="true" />}
            disabled={!can}
            onSelect={() => setAsking('delete')}
          >
            {can ? t`Delete from ${platform}…` : t`${platform} lets no app delete posts of this account`}
          </MenuItem>
        </Menu>
      )}
      <Dialog
        open={asking === 'when'}
        onClose={() => setAsking(null)}
        title={t`When does it come down from ${platform}?`}
        description={
          <Trans>It is deleted there at that time, with its thread and comments. It stays here.</Trans>
        }
      >
        <TakeDownForm
          at={at}
          after={outAt}
          onClose={() => setAsking(null)}
          onSet={(next) => void set(next).then((done) => done && setAsking(null))}
        />
      </Dialog>
      <Dialog
        open={asking === 'delete'}
        onClose={() => setAsking(null)}
        title={t`Delete it from ${platform} now?`}
        description={
          <Trans>
            It goes from {connection.handle} with its thread, its likes and its comments, and can’t be brought
            back there. Its record stays here.
          </Trans>
        }
        footer={
          <>
            <Button look="quiet" onClick={() => setAsking(null)}>
              <Trans>Keep it up</Trans>
            </Button>
            <Button look="danger" onClick={() => void set(nowIso()).then((done) => done && setAsking(null))}>
              {t`Delete from ${platform}`}
            </Button>
          </>
        }
      />
    </>
  );
}
