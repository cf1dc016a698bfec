import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert, Pause, Play, Trash2 } from 'lucide-react';
import { EXAMPLE_FEED } from '../../../shared/feeds/address.ts';
import type { FeedSourceView } from '../../../shared/queries.ts';
import { ownZone } from '../../app/i18n.ts';
import { IconButton } from '../../ui/button.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { WordsField } from '../strategy/words-field.tsx';
import styles from './feeds.module.css';
import { removeSource, renameSource, setPaused } from './source-actions.ts';
import { feedErrorWords } from './state-words.ts';

/** A feed: its name, where it is, when it was and will be read, and what is wrong in words. */
export function SourceRow({ source }: { source: FeedSourceView }) {
  const { t, i18n } = useLingui();
  const { state, shown, paused, items, url } = source;
  const wrong = state && state.state !== 'ok' ? feedErrorWords(state.error_code) : null;
  return (
    <li className={styles.source}>
      <div className={styles.sourceHead}>
        <WordsField
          label={t`Name of ${shown}`}
          hideLabel
          look="quiet"
          maxLength={300}
          placeholder={shown}
          saved={source.name}
          onSave={(name) => renameSource(source, name.trim())}
        />
        <IconButton
          size="small"
          label={paused ? t`Read ${shown} again` : t`Stop reading ${shown} for now`}
          onClick={() => void setPaused(source, !paused)}
        >
          {paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
        </IconButton>
        <IconButton size="small" label={t`Remove ${shown}`} onClick={() => void removeSource(source)}>
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <p className={styles.about}>
        <span className={styles.address}>
          {url === EXAMPLE_FEED ? (
            <Trans>Made-up articles, from your own server</Trans>
          ) : (
            (state?.feed_url ?? url)
          )}
        </span>
        <span>{plural(items, { one: '# article', other: '# articles' })}</span>
        {paused ? (
          <span>
            <Trans>Not read for now</Trans>
          </span>
        ) : (
          <Read source={source} />
        )}
      </p>
      {wrong && !paused && (
        <p className={styles.wrong}>
          <CircleAlert size={14} aria-hidden="true" />
          <span>
            <strong>{i18n._(wrong.title)}</strong> {i18n._(wrong.next)}{' '}
            {state?.error_status && <span className={styles.quiet}>({state.error_status})</span>}
          </span>
        </p>
      )}
    </li>
  );
}

function Read({ source: { state } }: { source: FeedSourceView }) {
  if (!state) {
    return (
      <span>
        <Trans>Not read yet</Trans>
      </span>
    );
  }
  return (
    <>
      <span>
        <Trans>
          Read <TimeText at={state.read_at} zone={ownZone()} />
        </Trans>
      </span>
      {state.next_at && (
        <span>
          <Trans>
            again <TimeText at={state.next_at} zone={ownZone()} />
          </Trans>
        </span>
      )}
    </>
  );
}
