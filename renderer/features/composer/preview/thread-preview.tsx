import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../../shared/kinds/index.ts';
import { PLAIN } from '../../../../shared/media/crop.ts';
import type { PartView } from '../../../../shared/queries.ts';
import { checkPart } from '../../../../shared/rules/index.ts';
import { Thumb } from '../../media/thumb.tsx';
import styles from './preview.module.css';
import { Preview } from './preview.tsx';
import { RichText } from './rich-text.tsx';

type ThreadPreviewProps = {
  connection: Row<'connection'>;
  /** What goes out after the post there, in order. */
  steps: readonly PartView[];
  scheduledAt: string | null;
};

/** What follows a post as its platform will draw it: posts tied to it, or a comment below. */
export function ThreadPreview({ connection, steps, scheduledAt }: ThreadPreviewProps) {
  const { t } = useLingui();
  const { platform, limits, handle } = connection;
  if (steps.length === 0) return null;
  return (
    <ol className={styles.thread} aria-label={t`What follows, as it will look`}>
      {steps.map((part) => {
        const text = part.text.trim();
        const overflow =
          checkPart(platform, part.role, { text, media: part.asset_ids.length }, limits).find(({ code }) =>
            code.startsWith('text_too'),
          )?.range?.start ?? null;
        return (
          <li key={part.id}>
            {part.role === 'thread' ? (
              <Preview
                connection={connection}
                title=""
                text={text}
                scheduledAt={scheduledAt}
                overflow={overflow}
                media={part.assets.flatMap((asset) => {
                  if (!asset) return [];
                  const { alt_text, crop } = part.frames[asset.id] ?? PLAIN;
                  return [
                    <Thumb key={asset.id} asset={asset} alt={alt_text ?? asset.alt_text} part={crop} />,
                  ];
                })}
              />
            ) : (
              <div className={styles.comment}>
                <strong>{handle.replace(/^@/, '')}</strong>
                <RichText platform={platform} text={text} overflow={overflow} />
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
