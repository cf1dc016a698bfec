import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './feed.module.css';
import { TilePicture } from './tile-picture.tsx';
import { useTileWords } from './use-tile-words.ts';

type PostsDialogProps = {
  /** What they are chosen for. */
  title: string;
  connection: Row<'connection'>;
  chosen: readonly string[];
  onChoose(postIds: string[]): void;
  onClose(): void;
};

const SHOWN = 300;

/** Chooses posts of a channel, in the order they are pressed. */
export function PostsDialog({ title, connection, chosen, onChoose, onClose }: PostsDialogProps) {
  const { t } = useLingui();
  const words = useTileWords();
  const [picked, setPicked] = useState<readonly string[]>(chosen);
  const args = { brandId: connection.brand_id, connectionId: connection.id, limit: SHOWN };
  const tiles = useLiveQuery('feed', args).data?.tiles;
  const toggle = (id: string) =>
    setPicked(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id]);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t`Posts of “${title}”`}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" onClick={() => onChoose([...picked])}>
            {plural(picked.length, { 0: 'Link none', one: 'Link # post', other: 'Link # posts' })}
          </Button>
        </>
      }
    >
      {tiles?.length === 0 && (
        <p className={styles.quiet}>
          <Trans>This channel has no posts yet.</Trans>
        </p>
      )}
      <ul className={styles.choose}>
        {tiles?.map((tile) => (
          <li key={tile.id}>
            <button
              type="button"
              className={cx(styles.tile, picked.includes(tile.id) && styles.selected)}
              aria-pressed={picked.includes(tile.id)}
              aria-label={`${words.name(tile)}, ${words.state(tile)}`}
              onClick={() => toggle(tile.id)}
            >
              {tile.cover ? (
                <TilePicture file={tile.cover} />
              ) : (
                <span className={styles.wordsOnly}>{words.name(tile)}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
