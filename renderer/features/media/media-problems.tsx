import { useLingui } from '@lingui/react/macro';
import { CircleAlert } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import { mediaFor, sendProblems } from '../../../shared/publishing/outgoing-media.ts';
import type { MediaView } from '../../../shared/queries.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import styles from './media.module.css';
import { useMediaProblemWords } from './problem-words.ts';

/** What would keep the files from each channel, before it is planned. */
export function MediaProblems({
  media,
  channels,
  stories,
}: {
  media: readonly MediaView[];
  channels: readonly Row<'connection'>[];
  /** Channels that show it as a story. */
  stories: readonly string[];
}) {
  const { t } = useLingui();
  const words = useMediaProblemWords();
  const lines = new Set<string>();
  for (const { id, platform, holder } of channels) {
    const files = mediaFor(media, id).flatMap(({ crop, asset }) => (asset ? [{ ...asset, crop }] : []));
    for (const problem of sendProblems(
      platform,
      files,
      holder === 'person',
      null,
      stories.includes(id) ? 'story' : null,
    )) {
      const name = platformNames[platform];
      const sentence = words(problem);
      const place = (problem.item ?? 0) + 1;
      lines.add(problem.item === null ? `${name}: ${sentence}` : t`${name}, file ${place}: ${sentence}`);
    }
  }
  if (lines.size === 0) return null;
  return (
    <ul className={styles.problems}>
      {[...lines].map((line) => (
        <li key={line}>
          <CircleAlert size={14} aria-hidden="true" />
          {line}
        </li>
      ))}
    </ul>
  );
}
