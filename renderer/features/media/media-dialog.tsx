import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Cover, canCut, type FileFrame, partStyle, type Rect } from '../../../shared/media/crop.ts';
import type { MediaView } from '../../../shared/queries.ts';
import { offerUndo } from '../../app/undo.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { CoverPanel } from './cover-panel.tsx';
import { CutPanel } from './cut-panel.tsx';
import { FileFacts } from './file-facts.tsx';
import { drawCover, wantsDrawing } from './film-cover.ts';
import styles from './media.module.css';

/** A file as it is shown: how it is described and cut there, and the file itself. */
export type ShownFile = FileFrame & { asset: MediaView['asset'] };
export type FileFields = Partial<FileFrame>;

type MediaDialogProps = {
  item: ShownFile;
  /** Whether its post's own file it is, which may stand for it on a grid. */
  grid: boolean;
  locked: boolean;
  write(fields: FileFields): Promise<boolean>;
  onClose(): void;
  onRemove(): void;
};
type Frame = { crop: Rect | null; cover: Cover | null };
type Part = 'file' | 'cut' | 'cover';

/** A file of a post, large: the words for those who do not see it, how it is cut, and what stands for it on a grid. */
export function MediaDialog({ item, grid, locked, write, onClose, onRemove }: MediaDialogProps) {
  const { t } = useLingui();
  const base = useAppState((state) => state.media.base);
  const { asset } = item;
  const fallback = asset?.alt_text ?? '';
  const [alt, setAlt] = useState(item.alt_text ?? fallback);
  const [frame, setFrame] = useState<Frame>({ crop: item.crop, cover: item.cover });
  const [part, setPart] = useState<Part>('file');
  const size = asset?.width && asset.height ? { width: asset.width, height: asset.height } : null;
  const cuttable = !locked && size !== null && asset !== null && canCut(asset.mime);
  const film = asset?.mime.startsWith('video/') === true;
  const coverable = !locked && size !== null && (film || (grid && asset?.mime.startsWith('image/') === true));

  async function save() {
    // What the library says is followed until somebody says it in other words.
    const next = alt === fallback ? null : alt;
    if (!locked && next !== item.alt_text) await write({ alt_text: next });
  }
  async function saveFrame() {
    const { crop, cover } = item;
    if (locked || JSON.stringify(frame) === JSON.stringify({ crop, cover })) return;
    const { cover: chosen } = frame;
    const draws = film && grid && asset !== null && wantsDrawing(chosen);
    const next = draws ? { ...frame, cover: await drawCover(base, asset, chosen) } : frame;
    if (await write(next)) {
      const words = i18n._(msg`File cut anew.`);
      offerUndo(
        words,
        () => write({ crop, cover }),
        () => write(next),
      );
    }
  }
  function close() {
    void save();
    void saveFrame();
    onClose();
  }

  return (
    <Dialog
      open
      wide
      onClose={close}
      title={asset?.name ?? t`A file that is no longer in the library`}
      footer={
        <>
          {!locked && (
            <Button look="danger" onClick={onRemove}>
              <Trans>Take it off the post</Trans>
            </Button>
          )}
          <Button look="primary" onClick={close}>
            <Trans>Done</Trans>
          </Button>
        </>
      }
    >
      {(cuttable || coverable) && (
        <div>
          <Segments<Part>
            label={t`This file`}
            value={part}
            options={[
              { value: 'file', label: film ? t`Film` : t`Picture` },
              ...(cuttable ? [{ value: 'cut' as const, label: t`Cut` }] : []),
              ...(coverable
                ? [{ value: 'cover' as const, label: film ? t`Cover` : t`Tile on the grid` }]
                : []),
            ]}
            onChange={setPart}
          />
        </div>
      )}
      {asset && size && part === 'cut' && (
        <CutPanel
          asset={asset}
          size={size}
          crop={frame.crop}
          onChange={(crop) => setFrame({ ...frame, crop })}
        />
      )}
      {asset && size && part === 'cover' && (
        <CoverPanel
          asset={asset}
          size={size}
          crop={frame.crop}
          cover={frame.cover}
          grid={grid}
          onChange={(cover) => setFrame({ ...frame, cover })}
        />
      )}
      {part === 'file' && (
        <>
          {asset && <Preview base={base} asset={asset} alt={alt} part={frame.crop} at={frame.cover?.at_ms} />}
          {asset && <FileFacts asset={asset} />}
          {asset?.mime.startsWith('application/') ? null : (
            <TextArea
              label={t`What does it show?`}
              hint={t`Read out to people who do not see it. For this post; the library has its own words.`}
              lines={3}
              maxLength={2000}
              readOnly={locked}
              value={alt}
              onChange={setAlt}
              onBlur={() => void save()}
            />
          )}
        </>
      )}
    </Dialog>
  );
}

type PreviewProps = {
  base: string;
  asset: { id: string; mime: string };
  alt: string;
  /** The part of a picture that goes out. */
  part?: Rect | null;
  /** The moment of a film that is shown before it plays, in milliseconds. */
  at?: number | null | undefined;
};

export function Preview({ base, asset, alt, part = null, at = null }: PreviewProps) {
  const src = `${base}/file/${asset.id}`;
  if (asset.mime.startsWith('image/'))
    return <img className={styles.large} src={src} alt={alt} {...(part && { style: partStyle(part) })} />;
  if (!asset.mime.startsWith('video/')) return null;
  return (
    // biome-ignore lint/a11y/useMediaCaption: it is the person's own film, to look at before it goes out
    <video
      className={styles.large}
      src={at ? `${src}#t=${at / 1000}` : src}
      controls
      preload="metadata"
      aria-label={alt}
    />
  );
}
