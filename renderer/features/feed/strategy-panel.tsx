import { Trans, useLingui } from '@lingui/react/macro';
import { FileText, Plus } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { mutate, newId } from '../../app/mutate.ts';
import { go, Link } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import styles from './feed.module.css';
import { StrategyDocument } from './strategy-document.tsx';

type StrategyPanelProps = { id: string | null; connection: Row<'connection'> | null };

/** What the feed is for and how it gets there: documents with versions. */
export function StrategyPanel({ id, connection }: StrategyPanelProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('strategyDocuments', { brandId: brand.id });
  const feed = useLiveQuery('feedProfile', connection && { connectionId: connection.id }).data ?? null;
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data ?? [];
  const open =
    data?.find((one) => one.id === id) ?? data?.find((one) => one.id === feed?.document_id) ?? data?.[0];

  async function make() {
    const made = newId();
    const names = pillars.map(
      ({ name, description }) => `- **${name}**${description ? `: ${description}` : ''}`,
    );
    const text = [
      `## ${t`Who we are here`}`,
      '',
      `## ${t`What we talk about`}`,
      names.join('\n'),
      `## ${t`When we post`}`,
      '',
      `## ${t`How we begin`}`,
      '',
      `## ${t`What we do to grow`}`,
      '',
      `## ${t`What others do, and what only we can do`}`,
      '',
    ].join('\n\n');
    const args = { id: made, brand_id: brand.id, title: t`Strategy`, text };
    if (await mutate('strategyDocument.create', args)) go(`/feed/strategy/${made}`);
  }
  useCommands([{ id: 'document.new', group: t`Feed`, title: t`New strategy`, run: () => void make() }]);
  if (error) {
    return <FailureBanner of={error} />;
  }
  if (data?.length === 0)
    return (
      <EmptyState
        icon={<FileText size={24} aria-hidden="true" />}
        title={<Trans>No strategy yet</Trans>}
        actions={
          <Button look="primary" onClick={() => void make()}>
            <Trans>Start from an outline</Trans>
          </Button>
        }
      >
        <Trans>Say once what this feed is for. Every version is kept, to compare and to go back to.</Trans>
      </EmptyState>
    );
  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <nav className={styles.documents} aria-label={t`Strategies`}>
          {data?.map((one) => (
            <Link
              key={one.id}
              href={`/feed/strategy/${one.id}`}
              className={styles.document ?? ''}
              {...(one.id === open?.id && { 'aria-current': 'page' as const })}
            >
              {one.title || t`Untitled`}
            </Link>
          ))}
        </nav>
        <span className={styles.grow} />
        <Button icon={<Plus size={16} aria-hidden="true" />} onClick={() => void make()}>
          <Trans>New strategy</Trans>
        </Button>
      </div>
      {open && <StrategyDocument key={open.id} document={open} connection={connection} feed={feed} />}
    </div>
  );
}
