import { Trans } from '@lingui/react/macro';
import { missingPermissions } from '../../../shared/connection-check.ts';
import type { ConnectionHealth } from '../../../shared/connection-health.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import { desktop } from '../../app/desktop.ts';
import { explainThere } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useAsked } from '../../app/use-asked.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { Permission } from './channel.tsx';
import styles from './connections.module.css';
import { LimitWords } from './limit-words.tsx';

const readHealth = (connectionId: string) => desktop.invoke('connections.health', { connectionId });

type AccessProps = {
  connection: Row<'connection'>;
  /** How often the platform was asked since this page was opened: more is known then. */
  checks: number;
};

/** What Pillarbox may do with an account, and until when: asked of whoever holds it. */
export function Access({ connection, checks }: AccessProps) {
  const deviceId = useAppState((state) => state.deviceId);
  const elsewhere = connection.holder === 'device' && connection.device_id !== deviceId;
  return (
    <Section title={<Trans>Access</Trans>}>
      {elsewhere ? (
        <p className={styles.holder}>
          <Trans>Only the device that holds this account knows what it may do, and until when.</Trans>
        </p>
      ) : (
        <Asked connection={connection} checks={checks} />
      )}
    </Section>
  );
}

function Asked({ connection, checks }: AccessProps) {
  // Again when the connection was made again.
  const on = `${connection.updated_at} ${checks}`;
  const { answer: health, failure, reload } = useAsked(readHealth, connection.id, on);
  return (
    <>
      {failure && (
        <Banner
          tone="warn"
          live
          title={failure.title}
          actions={
            <Button size="small" onClick={reload}>
              <Trans>Ask again</Trans>
            </Button>
          }
        >
          {failure.next}
        </Banner>
      )}
      {health ? <Facts health={health} /> : !failure && <Spinner />}
    </>
  );
}

function Facts({ health }: { health: ConnectionHealth }) {
  const { needed, granted, account_type, expires_at, renews, renewed_at, used_at, limits, comments } = health;
  const missing = granted ? missingPermissions(needed, granted) : [];
  return (
    <>
      {comments && <CommentsFailing {...comments} />}
      {missing.length > 0 && (
        <Banner tone="warn" title={<Trans>Some permissions are missing.</Trans>}>
          <Trans>Reconnect the channel, and allow everything it asks for.</Trans>
        </Banner>
      )}
      <dl className={styles.facts}>
        {account_type && (
          <>
            <dt>
              <Trans>Account type</Trans>
            </dt>
            <dd>{account_type}</dd>
          </>
        )}
        <dt>
          <Trans>Permissions</Trans>
        </dt>
        <dd>
          {needed.length === 0 ? (
            <Trans>This way of signing in gives all there are.</Trans>
          ) : granted === null ? (
            <Trans>The platform did not say which were given. Needed: {needed.join(', ')}</Trans>
          ) : (
            <ul className={styles.permissions}>
              {needed.map((name) => (
                <Permission key={name} name={name} given={!missing.includes(name)} />
              ))}
            </ul>
          )}
        </dd>
        <dt>
          <Trans>Sign-in ends</Trans>
        </dt>
        <dd>
          {expires_at === null ? (
            <Trans>Not by itself</Trans>
          ) : (
            <>
              <When at={expires_at} />
              {renews && (
                <span className={styles.holder}>
                  <Trans>Renewed by itself before then.</Trans>
                </span>
              )}
            </>
          )}
        </dd>
        <dt>
          <Trans>Last renewed</Trans>
        </dt>
        <dd>{renewed_at ? <When at={renewed_at} /> : <Trans>Not since it was connected</Trans>}</dd>
        <dt>
          <Trans>Last used</Trans>
        </dt>
        <dd>{used_at ? <When at={used_at} /> : <Trans>Not yet</Trans>}</dd>
        <dt>
          <Trans>Limits</Trans>
        </dt>
        <dd>
          {limits.length === 0 ? (
            <Trans>
              Nothing is known yet. The platform tells when something goes out, or when you check.
            </Trans>
          ) : (
            <ul className={styles.permissions}>
              {limits.map((limit) => (
                <li key={`${limit.of} ${limit.bucket}`}>
                  <LimitWords {...limit} />
                </li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
    </>
  );
}

/** New comments do not come in; what goes out is another matter. */
function CommentsFailing({ failing_since, code, message }: NonNullable<ConnectionHealth['comments']>) {
  const { title, next } = explainThere(code, message);
  return (
    <Banner
      tone="warn"
      title={
        <Trans>
          Comments could not be read since <When at={failing_since} />.
        </Trans>
      }
    >
      {title} {next}
    </Banner>
  );
}

function When({ at }: { at: string }) {
  return <TimeText at={at} zone={useBrand().time_zone} />;
}
