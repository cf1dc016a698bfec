import { useRef, useState } from 'react';
import type { MediaView } from '../../../shared/queries.ts';
import { focusSoon } from '../../ui/focus-soon.ts';
import styles from './media.module.css';
import { type FileFields, MediaDialog, type ShownFile } from './media-dialog.tsx';
import { movedTo } from './order.ts';
import { StripItem } from './strip-item.tsx';

type ListedFile = ShownFile & Pick<MediaView, 'id'>;

type FileListProps<F extends ListedFile> = {
  files: readonly F[];
  /** What they are put in order in: the post or part they go with. */
  place: string;
  label?: string;
  /** Whether they are their post's own, which may stand for it on a grid. */
  grid: boolean;
  locked: boolean;
  write(file: F, fields: FileFields): Promise<boolean>;
  /** @param ids all of them, in another order than before */
  onOrder(ids: string[], before: string[]): void;
  /** Resolves when it is gone. */
  onRemove(file: F): Promise<unknown>;
};

/** Files of a post in a row: looked at, described, cut, put in order, taken off. The focus stays with the files. */
export function FileList<F extends ListedFile>(props: FileListProps<F>) {
  const { files, place, label, grid, locked, write, onOrder, onRemove } = props;
  const list = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState<string | null>(null);
  const ids = files.map(({ id }) => id);
  const open = files.find(({ id }) => id === shown);
  const focus = (id: string | undefined) =>
    focusSoon(() => list.current?.querySelector<HTMLElement>(`[data-media="${id}"]`));

  function move(id: string, to: number) {
    const next = movedTo(ids, id, to);
    if (next.join() === ids.join()) return;
    onOrder(next, ids);
    focus(id);
  }
  async function remove(file: F) {
    const at = ids.indexOf(file.id);
    setShown(null);
    await onRemove(file);
    focus(ids[at + 1] ?? ids[at - 1]);
  }
  return (
    <>
      <ul className={styles.items} ref={list} aria-label={label}>
        {files.map((file, index) => (
          <StripItem
            key={file.id}
            item={file}
            place={place}
            index={index}
            count={files.length}
            locked={locked}
            onOpen={() => setShown(file.id)}
            onMove={move}
            onRemove={() => void remove(file)}
          />
        ))}
      </ul>
      {open && (
        <MediaDialog
          item={open}
          grid={grid}
          locked={locked}
          write={(fields) => write(open, fields)}
          onClose={() => setShown(null)}
          onRemove={() => void remove(open)}
        />
      )}
    </>
  );
}
