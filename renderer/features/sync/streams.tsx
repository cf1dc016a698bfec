import { Trans } from '@lingui/react/macro';
import type { StreamReport, SyncReport } from '../../../shared/ipc/sync.ts';
import { parseScope } from '../../../shared/scopes.ts';
import { ownZone } from '../../app/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './sync.module.css';

/** When the server was last heard about each brand, and how closely it is followed. */
export function Streams({ report }: { report: SyncReport }) {
  const brands = byBrand(report.streams);
  if (brands.length === 0) return null;
  return (
    <Section
      title={<Trans>Last heard</Trans>}
      lead={
        <Trans>
          Brands you used last are followed all the time; the others are looked at about once a minute.
        </Trans>
      }
    >
      <ul className={styles.streams}>
        {brands.map(([key, streams]) => (
          <li key={key} className={styles.stream}>
            <span className={styles.streamName}>
              {streams[0]?.brandName ?? <Trans>Your account and what you may open</Trans>}
            </span>
            <span className={styles.quiet}>
              <Mode
                mode={streams.some(({ mode }) => mode === 'live') ? 'live' : (streams[0]?.mode ?? 'off')}
              />
            </span>
            {streams.map((stream) => (
              <span key={stream.scope} className={styles.quiet}>
                <Heard stream={stream} />
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function byBrand(streams: readonly StreamReport[]): [string, StreamReport[]][] {
  const brands = new Map<string, StreamReport[]>();
  for (const stream of streams) {
    const scope = parseScope(stream.scope);
    const key = !scope || scope.family === 'person' ? 'person' : scope.brandId;
    brands.set(key, [...(brands.get(key) ?? []), stream]);
  }
  return [...brands];
}

function Mode({ mode }: { mode: StreamReport['mode'] }) {
  switch (mode) {
    case 'live':
      return <Trans>followed</Trans>;
    case 'resting':
      return <Trans>resting</Trans>;
    case 'off':
      return <Trans>not followed now</Trans>;
  }
}

function Heard({ stream: { scope, heardAt, syncedAt } }: { stream: StreamReport }) {
  const at = heardAt ?? syncedAt;
  const when = at ? <TimeText at={at} zone={ownZone()} /> : <Trans>not yet</Trans>;
  const family = parseScope(scope)?.family;
  if (family === 'planning') return <Trans>plan: {when}</Trans>;
  if (family === 'engagement') return <Trans>comments: {when}</Trans>;
  return when;
}
