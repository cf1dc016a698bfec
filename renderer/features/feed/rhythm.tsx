import { Trans, useLingui } from '@lingui/react/macro';
import { type RhythmHint, rhythmHints, subjectOf, toneOf } from '../../../shared/feed/rhythm.ts';
import type { FeedTile } from '../../../shared/queries.ts';
import styles from './feed.module.css';

/** Light, dark, words and people as they follow each other, the colours that are used most, and quiet hints. */
export function Rhythm({ tiles }: { tiles: readonly FeedTile[] }) {
  const { t } = useLingui();
  const read = tiles.map(({ id, look, cover, words }) => ({
    id,
    tone: look ? toneOf(look.lightness) : null,
    subject: subjectOf(cover?.asset?.tags ?? [], words),
  }));
  const hints = rhythmHints(read);
  const count = (is: (tile: (typeof read)[number]) => boolean) => read.filter(is).length;
  const said = ({ code, from, to }: RhythmHint) => {
    const [first, last] = [from + 1, to + 1];
    const words: Record<RhythmHint['code'], string> = {
      dark_run: t`Dark ones in a row: ${first} to ${last}.`,
      words_run: t`Words in a row: ${first} to ${last}.`,
      people_run: t`People in a row: ${first} to ${last}.`,
    };
    return words[code];
  };
  const numbers = [
    [t`Light`, count(({ tone }) => tone === 'light')],
    [t`In between`, count(({ tone }) => tone === 'middle')],
    [t`Dark`, count(({ tone }) => tone === 'dark')],
    [t`With words`, count(({ subject }) => subject === 'words')],
    [t`With people`, count(({ subject }) => subject === 'people')],
  ] as const;
  return (
    <>
      <ul className={styles.palette} aria-label={t`Colours used most`}>
        {mostUsed(tiles).map((hex) => (
          <li key={hex}>
            <span className={styles.swatch} style={{ backgroundColor: hex }} aria-hidden="true" />
            <code>{hex}</code>
          </li>
        ))}
      </ul>
      <dl className={styles.numbers}>
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className={styles.hints}>
        {hints.map((hint) => (
          <li key={`${hint.code} ${hint.from}`}>{said(hint)}</li>
        ))}
      </ul>
      <p className={styles.quiet}>
        <Trans>Pictures tagged “people” or “text” in the library are counted as such.</Trans>
      </p>
    </>
  );
}

const SHOWN = 6;
const NEAR = 48;

/** The colours that take up most of a grid, each told once. */
function mostUsed(tiles: readonly FeedTile[]): string[] {
  const kept: { hex: string; share: number }[] = [];
  const all = tiles.flatMap(({ look }) => look?.colors ?? []).toSorted((a, b) => b.share - a.share);
  for (const color of all) {
    const near = kept.find(({ hex }) => apart(hex, color.hex) < NEAR);
    if (near) near.share += color.share;
    else kept.push({ ...color });
  }
  return kept
    .toSorted((a, b) => b.share - a.share)
    .slice(0, SHOWN)
    .map(({ hex }) => hex);
}

function apart(a: string, b: string): number {
  const parts = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const [x, y] = [parts(a), parts(b)];
  return Math.hypot(...x.map((value, index) => value - (y[index] ?? 0)));
}
