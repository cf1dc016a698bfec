import { Trans, useLingui } from '@lingui/react/macro';
import { FolderOpen, ImagePlus, Library } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { MediaView, PostView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { attach, describe, detach, reorder } from './attach.ts';
import { FileList } from './file-list.tsx';
import styles from './media.module.css';
import { MediaProblems } from './media-problems.tsx';
import { PickDialog } from './pick-dialog.tsx';
import { UploadLine } from './upload-line.tsx';
import { ACCEPTED, useAddFiles } from './use-add-files.ts';

type MediaStripProps = {
  postId: string;
  post: PostView | null;
  /** Channels the post goes to. */
  channels: readonly Row<'connection'>[];
  locked: boolean;
  /** Files of this channel's own; not there: those all channels show. */
  own?: Row<'connection'>;
  /** Writes what was typed, and the post itself where there is none yet. */
  ensure(): Promise<void>;
};

const NONE: MediaView[] = [];

/** Pictures and videos of a post: add, put in order, describe, take off; and what the platforms say to them. */
export function MediaStrip({ postId, post, channels, locked, own, ensure }: MediaStripProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [picking, setPicking] = useState(false);
  const { add, left } = useAddFiles();
  const connectionId = own?.id ?? null;
  const media = post?.media.filter(({ connection_id }) => connection_id === connectionId) ?? NONE;
  const place = { brandId: brand.id, postId, connectionId };

  async function addFiles(files: readonly File[]) {
    if (files.length === 0) return;
    const added = await add(files);
    if (added.length === 0) return;
    await ensure();
    await attach(place, added);
  }
  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!locked) void addFiles([...event.dataTransfer.files]);
  }
  const choose = () => input.current?.click();
  const group = t`Post`;
  useCommands(
    locked || own
      ? []
      : [
          { id: 'post.add-file', group, title: t`Add pictures or videos from this computer`, run: choose },
          {
            id: 'post.add-from-library',
            group,
            title: t`Add files from the library`,
            run: () => setPicking(true),
          },
        ],
  );

  return (
    <section
      className={cx(styles.strip, over && styles.over)}
      aria-label={own ? t`Pictures and videos for ${own.handle}` : t`Pictures and videos`}
      onDragOver={(event) => {
        if (locked || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {media.length > 0 && (
        <FileList
          files={media}
          place={postId}
          grid
          locked={locked}
          write={describe}
          onOrder={(next, before) => void reorder(place, next, before)}
          onRemove={detach}
        />
      )}
      {!locked && (
        <div className={styles.adding}>
          <Menu
            trigger={
              <Button size="small" busy={left > 0} icon={<ImagePlus size={14} aria-hidden="true" />}>
                {media.length > 0 ? <Trans>Add more</Trans> : <Trans>Add pictures or a video</Trans>}
              </Button>
            }
          >
            <MenuItem icon={<FolderOpen size={16} aria-hidden="true" />} onSelect={choose}>
              <Trans>From this computer</Trans>
            </MenuItem>
            <MenuItem icon={<Library size={16} aria-hidden="true" />} onSelect={() => setPicking(true)}>
              <Trans>From the library</Trans>
            </MenuItem>
          </Menu>
          {media.length === 0 && (
            <span className={styles.hint}>
              <Trans>or drop them here</Trans>
            </span>
          )}
        </div>
      )}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={
          own
            ? t`Pictures and videos for ${own.handle} from this computer`
            : t`Pictures and videos from this computer`
        }
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void addFiles(files);
        }}
      />
      {!locked && !own && <UploadLine media={post?.media ?? NONE} />}
      {post && !locked && !own && (
        <MediaProblems
          media={post.media}
          channels={channels}
          stories={post.targets.flatMap(({ connection_id, format }) =>
            format === 'story' ? connection_id : [],
          )}
        />
      )}
      {picking && (
        <PickDialog
          taken={media.map(({ asset_id }) => asset_id)}
          onClose={() => setPicking(false)}
          onPick={async (assets) => {
            setPicking(false);
            await ensure();
            await attach(place, assets);
          }}
        />
      )}
    </section>
  );
}
