import { Trans } from '@lingui/react/macro';
import { go } from '../app/router.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

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
