import { Trans } from '@lingui/react/macro';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAsked } from '../../app/use-asked.ts';
import { Banner } from '../../ui/banner.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Section } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import styles from './account.module.css';

const readWishes = () => desktop.invoke('mail.wishes', {});

/** Mail for when no device is open: the server sends it, so the server keeps the wish. */
export function MailSettings() {
  const { answer: wishes, failure, set } = useAsked(readWishes, 'own');

  async function choose(failures: boolean) {
    const before = wishes;
    if (wishes) set({ ...wishes, failures });
    try {
      set(await desktop.invoke('mail.choose', { failures }));
    } catch (error) {
      if (before) set(before);
      tellError(error);
    }
  }

  return (
    <Section
      anchor="mail"
      title={<Trans>E-mail</Trans>}
      lead={
        <Trans>
          One mail a brand, minutes after something went wrong or is yours to do, with links to the very
          posts.
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
          label={
            <Trans>
              Write to me when a post did not go out or come down, is gone or is mine to put up, or a channel
              has to be reconnected
            </Trans>
          }
          checked={wishes.failures}
          onChange={(on) => void choose(on)}
        />
      )}
    </Section>
  );
}
