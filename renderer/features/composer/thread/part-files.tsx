import { useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { PLAIN } from '../../../../shared/media/crop.ts';
import type { PartView } from '../../../../shared/queries.ts';
import { focusSoon } from '../../../ui/focus-soon.ts';
import styles from '../../media/media.module.css';
import { MediaDialog } from '../../media/media-dialog.tsx';
import { movedTo } from '../../media/order.ts';
import { StripItem } from '../../media/strip-item.tsx';
import { changeFiles, frameFile } from './actions.ts';

type PartFilesProps = { part: PartView; label: string; locked: boolean };

/** The files of a part, looked at, described, cut and put in order like the post's own. */
export function PartFiles({ part, label, locked }: PartFilesProps) {
  const { t } = useLingui();
  const list = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState<string | null>(null);
  if (part.asset_ids.length === 0) return null;
  const { asset_ids: ids, frames, assets } = part;
  const files = ids.map((id, at) => ({ id, ...(frames[id] ?? PLAIN), asset: assets[at] ?? null }));
  const open = files.find(({ id }) => id === shown);

  // The focus stays with the files.
  const focus = (id: string | undefined) =>
    focusSoon(() => list.current?.querySelector<HTMLElement>(`[data-media="${id}"]`));
  function move(id: string, to: number) {
    const next = movedTo(ids, id, to);
    if (next.join() === ids.join()) return;
    void changeFiles(part, next, t`Files put in another order.`);
    focus(id);
  }
  async function remove(id: string) {
    const at = ids.indexOf(id);
    setShown(null);
    await changeFiles(
      part,
      ids.filter((one) => one !== id),
      t`File taken off the post.`,
    );
    focus(ids[at + 1] ?? ids[at - 1]);
  }
  return (
    <>
      <ul className={styles.items} ref={list} aria-label={label}>
        {files.map((item, index) => (
          <StripItem
            key={item.id}
            item={item}
            place={part.id}
            index={index}
            count={files.length}
            locked={locked}
            onOpen={() => setShown(item.id)}
            onMove={move}
            onRemove={() => void remove(item.id)}
          />
        ))}
      </ul>
      {open && (
        <MediaDialog
          item={open}
          grid={false}
          locked={locked}
          write={(fields) => frameFile(part, open.id, fields)}
          onClose={() => setShown(null)}
          onRemove={() => void remove(open.id)}
        />
      )}
    </>
  );
}
