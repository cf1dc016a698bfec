import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { go } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** May the lid be closed? One honest sentence, and what would change the answer. */
export function LidLine() {
  const { t } = useLingui();
  const { answer, waiting } = useAppState((state) => state.lid);
  switch (answer) {
    case 'yes':
      return (
        <Banner tone="ok" title={<Trans>You can close the lid.</Trans>}>
          <Trans>Everything planned is on the server, and it publishes on time.</Trans>
        </Banner>
      );
    case 'this_computer':
      return (
        <Banner tone="warn" title={<Trans>You can close this window, but leave the computer on.</Trans>}>
          <Trans>Your server runs on this computer. It publishes only while the computer is awake.</Trans>
        </Banner>
      );
    case 'waiting':
      return (
        <Banner tone="warn" title={<Trans>Leave the lid open a little longer.</Trans>}>
          {t`${plural(waiting, { one: '# change has', other: '# changes have' })} not reached the server yet.`}
        </Banner>
      );
    case 'media_waiting':
      return (
        <Banner tone="warn" title={<Trans>Leave the lid open a little longer.</Trans>}>
          <Trans>Pictures or videos of planned posts have not reached the server yet.</Trans>
        </Banner>
      );
    case 'no_account':
      return (
        <Banner
          title={<Trans>Nothing goes out by itself yet.</Trans>}
          actions={
            <Button size="small" onClick={() => go('/account')}>
              <Trans>Sign in or sign up</Trans>
            </Button>
          }
        >
          <Trans>
            Your plan is safe on this computer. With an account, a server publishes it while the lid is
            closed.
          </Trans>
        </Banner>
      );
    case 'device_held':
      return (
        <Banner
          tone="warn"
          title={<Trans>This device must be on to publish.</Trans>}
          actions={
            <Button size="small" onClick={() => go('/brand/channels')}>
              <Trans>Let the server publish</Trans>
            </Button>
          }
        >
          <Trans>It holds an account that posts are planned for, and the server can’t use it.</Trans>
        </Banner>
      );
    case 'nothing_planned':
      return (
        <Banner title={<Trans>Nothing is planned.</Trans>}>
          <Trans>The lid may be closed; nothing would go out.</Trans>
        </Banner>
      );
  }
}
