import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarX, Ellipsis, SearchCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { isDown } from '../../../shared/mutators/takedown.ts';
import { deletesThere } from '../../../shared/publishing/take-down.ts';
import { nowIso } from '../../app/clock.ts';
import { desktop } from '../../app/desktop.ts';
import { mutate } from '../../app/mutate.ts';
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
  /** Null: it is not out yet. */
  publicationId: string | null;
};

/** What a person can do about a post on a channel once it is out, or say beforehand. */
export function AfterActions({ postId, publicationId, ...after }: AfterActionsProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const [asking, setAsking] = useState<'when' | 'delete' | null>(null);
  const [busy, setBusy] = useState(false);
  const { connection, takedown, standing, outAt } = after;
  const named = { brand_id: brand.id, post_id: postId, connection_id: connection.id };
  const platform = platformNames[connection.platform];
  const can = deletesThere(connection);
  const at = takedown?.remove_at ?? null;
  if (isDown(standing) || connection.holder === 'person') return null;

  const set = (remove_at: string | null) => mutate('takedown.set', { ...named, remove_at });
  async function check(id: string) {
    setBusy(true);
    await desktop.invoke('publish.check', { publicationId: id }).catch(tellError);
    setBusy(false);
  }

  return (
    <>
      {standing?.state === 'failed' && at !== null && (
        <Button size="small" onClick={() => void set(nowIso())}>
          <Trans>Try again</Trans>
        </Button>
      )}
      {at !== null && (
        <Button size="small" look="quiet" onClick={() => void set(null)}>
          <Trans>Leave it up</Trans>
        </Button>
      )}
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
