import { Trans } from '@lingui/react/macro';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { go } from '../router.ts';

export function NotFound() {
  return (
    <EmptyState
      title={<Trans>There is nothing at this address.</Trans>}
      actions={
        <Button onClick={() => go('/calendar')}>
          <Trans>Open the calendar</Trans>
        </Button>
      }
    />
  );
}
