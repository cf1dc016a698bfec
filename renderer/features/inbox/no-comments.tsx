import { Trans } from '@lingui/react/macro';
import { Inbox as InboxIcon } from 'lucide-react';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { InboxFilter } from './inbox-model.ts';

/** Says why the list is empty, as far as that is known. */
export function NoComments({ filter, any }: { filter: InboxFilter; any: boolean }) {
  const brand = useBrand();
  const connections = useLiveQuery('connections', { brandId: brand.id }).data;
  const icon = <InboxIcon size={24} aria-hidden="true" />;
  if (any) {
    switch (filter) {
      case 'open':
        return <EmptyState icon={icon} title={<Trans>All answered or done</Trans>} />;
      case 'mine':
        return (
          <EmptyState icon={icon} title={<Trans>Nothing is assigned to you</Trans>}>
            <Trans>A assigns a comment to somebody.</Trans>
          </EmptyState>
        );
      case 'done':
        return <EmptyState icon={icon} title={<Trans>Nothing is done yet</Trans>} />;
    }
  }
  if (connections?.length === 0) {
    return (
      <EmptyState
        icon={icon}
        title={<Trans>Comments arrive here</Trans>}
        actions={
          <Button onClick={() => go('/brand/channels')}>
            <Trans>Connect a channel</Trans>
          </Button>
        }
      >
        <Trans>
          When a channel is connected and something is published on it, what people answer is listed here.
        </Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title={<Trans>No comments yet</Trans>}>
      <Trans>Comments on what you publish arrive here by themselves.</Trans>
    </EmptyState>
  );
}
