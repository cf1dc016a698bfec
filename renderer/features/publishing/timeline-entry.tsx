import { Trans } from '@lingui/react/macro';
import type { Try } from '../../../shared/publishing/timeline.ts';
import { displayLocale } from '../../app/i18n.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { StateLine } from './state-line.tsx';
import styles from './timeline.module.css';
import type { PublicationWords } from './use-publication-words.ts';

type TimelineEntryProps = Pick<Try, 'begun_at' | 'sent_at' | 'settled_at' | 'status' | 'platform_code'> & {
  words: PublicationWords;
  zone: string;
};

/** One try: what became of it, when, and what the platform answered. */
export function TimelineEntry({ words, zone, ...entry }: TimelineEntryProps) {
  const { begun_at, sent_at, settled_at, status, platform_code } = entry;
  const answer = [status === null ? null : `HTTP ${status}`, platform_code].filter(Boolean).join(', ');
  return (
    <li className={styles.try}>
      <StateLine words={words} />
      <p className={styles.times}>
        {begun_at && (
          <span>
            <Trans>
              Begun <TimeText at={begun_at} zone={zone} />
            </Trans>
          </span>
        )}
        {sent_at && (
          <span>
            <Trans>
              Sent <Since from={begun_at} at={sent_at} zone={zone} />
            </Trans>
          </span>
        )}
        {settled_at && (
          <span>
            <Trans>
              Settled <Since from={begun_at} at={settled_at} zone={zone} />
            </Trans>
          </span>
        )}
      </p>
      {answer && (
        <p className={styles.times}>
          <span>
            <Trans>
              The platform’s answer: <code>{answer}</code>
            </Trans>
          </span>
        </p>
      )}
    </li>
  );
}

/** Shorter than what a tenth of a second would say. */
const AT_ONCE_MS = 100;

/** Within the minute how long it took, to the tenth of a second; after that, when it was. */
function Since({ from, at, zone }: { from: string | null; at: string; zone: string }) {
  const ms = from === null ? Number.NaN : Date.parse(at) - Date.parse(from);
  if (!(ms >= 0 && ms < 60_000)) return <TimeText at={at} zone={zone} />;
  const took = new Intl.NumberFormat(displayLocale(), {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  }).format(ms / 1000);
  return <time dateTime={at}>{ms < AT_ONCE_MS ? <Trans>at once</Trans> : <Trans>after {took}</Trans>}</time>;
}
