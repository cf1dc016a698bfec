import { Trans } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { MailWishes } from '../../../shared/mail-wishes.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Section } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import styles from './account.module.css';

/** Mail for when no device is open: the server sends it, so the server keeps the wish. */
export function MailSettings() {
  const offline = useAppState((state) => state.sync.status === 'offline');
  const [wishes, setWishes] = useState<MailWishes | null>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the network is back
  useEffect(() => {
    let current = true;
    desktop.invoke('mail.wishes', {}).then(
      (found) => {
        if (!current) return;
        setWishes(found);
        setFailure(null);
      },
      (error: unknown) => current && setFailure(explainThrown(error)),
    );
    return () => {
      current = false;
    };
  }, [offline]);

  async function choose(failures: boolean) {
    const before = wishes;
    if (wishes) setWishes({ ...wishes, failures });
    try {
      setWishes(await desktop.invoke('mail.choose', { failures }));
    } catch (error) {
      setWishes(before);
      tellError(error);
    }
  }

  return (
    <Section
      anchor="mail"
      title={<Trans>E-mail</Trans>}
      lead={
        <Trans>
          One mail a brand, a few minutes after something went wrong, with links to the very posts.
        </Trans>
      }
    >
      {failure && !wishes && (
        <Banner tone="warn" title={failure.title}>
          {failure.next}
        </Banner>
      )}
      {!wishes && !failure && <Spinner />}
      {wishes && !wishes.offered && (
        <p className={styles.quiet}>
          <Trans>This server sends no mail. Whoever runs it can switch it on.</Trans>
        </p>
      )}
      {wishes?.offered && (
        <Checkbox
          label={<Trans>Write to me when a post did not go out, or a channel has to be reconnected</Trans>}
          checked={wishes.failures}
          onChange={(on) => void choose(on)}
        />
      )}
    </Section>
  );
}
