import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { NOTICE_KINDS, type NoticeKind } from '../../../shared/notices.ts';
import { mayNotify } from '../../app/outside.ts';
import { useSetting } from '../../app/settings.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Section } from '../../ui/page.tsx';
import styles from './account.module.css';

const words: Record<NoticeKind, MessageDescriptor> = {
  by_hand: msg`A post is yours to put up now`,
  late: msg`A post is late, and nobody has begun to send it`,
  failed: msg`A post was not published`,
  unknown: msg`A post may or may not be out`,
  missed: msg`A post missed its time`,
  not_down: msg`A post could not be taken down`,
  gone: msg`A post is no longer on its platform`,
  reconnect: msg`A channel has to be reconnected`,
};

/** What this device tells of while somebody looks at something else. */
export function NoticeSettings() {
  const { t, i18n } = useLingui();
  const [wanted, setWanted] = useSetting('notices');
  return (
    <Section
      anchor="notices"
      title={<Trans>Notifications on this device</Trans>}
      lead={
        <Trans>
          Each is shown once and opens the very post. What happened while the app was closed comes at its next
          start.
        </Trans>
      }
    >
      <fieldset className={styles.choices}>
        <legend className={styles.legend}>{t`Tell me when`}</legend>
        {NOTICE_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={i18n._(words[kind])}
            checked={wanted[kind]}
            onChange={(on) => setWanted({ ...wanted, [kind]: on })}
          />
        ))}
      </fieldset>
      <AllowInBrowser />
    </Section>
  );
}

/** A browser shows none before it was allowed to; until then they come up in the page. */
function AllowInBrowser() {
  const inBrowser = useAppState((state) => state.host === 'browser');
  const [allowed, setAllowed] = useState(mayNotify);
  const [refused, setRefused] = useState(
    () => 'Notification' in window && Notification.permission === 'denied',
  );
  if (!inBrowser || allowed || !('Notification' in window)) return null;
  if (refused)
    return (
      <p className={styles.quiet}>
        <Trans>This browser does not let the page notify you. They come up in the page instead.</Trans>
      </p>
    );
  return (
    <div>
      <Button
        onClick={async () => {
          const answer = await Notification.requestPermission();
          setAllowed(answer === 'granted');
          setRefused(answer === 'denied');
        }}
      >
        <Trans>Also when this page is not in front</Trans>
      </Button>
    </div>
  );
}
