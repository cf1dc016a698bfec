import type { Platform } from '../../../../shared/kinds/index.ts';
import styles from './preview.module.css';
import { segments } from './segments.ts';

/** A text as a platform draws it: links, mentions and hashtags coloured, what does not fit struck through. */
export function RichText({
  platform,
  text,
  overflow,
}: {
  platform: Platform;
  text: string;
  /** Where in the text it gets too long; null when it fits. */
  overflow: number | null;
}) {
  const at = overflow ?? text.length;
  const rest = text.slice(at);
  return (
    <p className={styles.text} dir="auto">
      {segments(platform, text.slice(0, at)).map((piece) =>
        piece.kind === 'plain' ? (
          <span key={piece.at}>{piece.text}</span>
        ) : (
          <span key={piece.at} className={styles.link}>
            {piece.text}
          </span>
        ),
      )}
      {rest !== '' && <s className={styles.overflow}>{rest}</s>}
    </p>
  );
}
