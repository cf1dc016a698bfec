import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { MediaView } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { FileFacts } from './file-facts.tsx';
import styles from './media.module.css';

type MediaDialogProps = { item: MediaView; locked: boolean; onClose(): void; onRemove(): void };

/** A file of a post, large, with the words for those who do not see it. */
export function MediaDialog({ item, locked, onClose, onRemove }: MediaDialogProps) {
  const { t } = useLingui();
  const base = useAppState((state) => state.media.base);
  const { asset } = item;
  const fallback = asset?.alt_text ?? '';
  const [alt, setAlt] = useState(item.alt_text ?? fallback);

  async function save() {
    const { id, brand_id, post_id } = item;
    // What the library says is followed until somebody says it in other words.
    const next = alt === fallback ? null : alt;
    if (!locked && next !== item.alt_text)
      await mutate('attachment.edit', { id, brand_id, post_id, alt_text: next });
  }
  function close() {
    void save();
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
      {asset && <Preview base={base} asset={asset} alt={alt} />}
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
    </Dialog>
  );
}

export function Preview({
  base,
  asset,
  alt,
}: {
  base: string;
  asset: { id: string; mime: string };
  alt: string;
}) {
  const src = `${base}/file/${asset.id}`;
  if (asset.mime.startsWith('image/')) return <img className={styles.large} src={src} alt={alt} />;
  if (!asset.mime.startsWith('video/')) return null;
  // biome-ignore lint/a11y/useMediaCaption: it is the person's own film, to look at before it goes out
  return <video className={styles.large} src={src} controls preload="metadata" aria-label={alt} />;
}
