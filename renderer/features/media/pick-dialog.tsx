import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { canCut } from '../../../shared/media/crop.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { NO_FILTER } from './library-filter.ts';
import styles from './media.module.css';
import { Thumb } from './thumb.tsx';

type PickDialogProps = {
  /** Assets that are on the post already. */
  taken: readonly string[];
  /** Set: one picture that can be cut is chosen, for what these words say. */
  one?: { title: string; choose: string };
  onPick(assetIds: string[]): void;
  onClose(): void;
};

const SHOWN = 200;

/** Chooses files of the library for a post, in the order they are pressed. */
export function PickDialog({ taken, one, onPick, onClose }: PickDialogProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<string[]>([]);
  const type = one ? ('image' as const) : null;
  const found = useLiveQuery('library', { brandId: brand.id, ...NO_FILTER, type, text, limit: SHOWN }).data;
  const fits = one ? canCut : (mime: string) => !mime.startsWith('application/');
  const files = found?.assets.filter(({ mime }) => fits(mime)) ?? [];
  const toggle = (id: string) =>
    setPicked(picked.includes(id) ? picked.filter((other) => other !== id) : [...(one ? [] : picked), id]);

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={one ? one.title : <Trans>From the library</Trans>}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" disabled={picked.length === 0} onClick={() => onPick(picked)}>
            {one
              ? one.choose
              : picked.length === 0
                ? t`Add files`
                : t`Add ${plural(picked.length, { one: '# file', other: '# files' })}`}
          </Button>
        </>
      }
    >
      <TextField label={t`Search`} type="search" value={text} onChange={setText} maxLength={200} />
      {found && files.length === 0 && (
        <p className={styles.hint}>
          {text ? (
            <Trans>Nothing matches.</Trans>
          ) : (
            <Trans>There are no pictures or videos in the library yet.</Trans>
          )}
        </p>
      )}
      <ul className={styles.pick}>
        {files.map((asset) => {
          const place = picked.indexOf(asset.id);
          return (
            <li key={asset.id}>
              <button
                type="button"
                className={cx(styles.open, place >= 0 && styles.picked)}
                title={asset.name}
                aria-pressed={place >= 0}
                disabled={taken.includes(asset.id)}
                onClick={() => toggle(asset.id)}
              >
                <Thumb asset={asset} alt={asset.alt_text ? `${asset.name}: ${asset.alt_text}` : asset.name} />
                {place >= 0 && (
                  <span className={styles.badge}>
                    <Check size={12} aria-hidden="true" /> {!one && place + 1}
                  </span>
                )}
              </button>
              <span className={styles.fileName} aria-hidden="true">
                {asset.name}
              </span>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
