import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Newspaper } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { FeedItemView, FeedSourceView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { desktop } from '../../app/desktop.ts';
import { explain } from '../../app/errors.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { undoLast } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/select.tsx';
import { useDefaultChannels } from '../post/create-post.ts';
import styles from './feeds.module.css';
import { makeIdea, markRead, setDismissed } from './item-actions.ts';
import { ItemRow } from './item-row.tsx';

const LIMIT = 300;
const EVERY = 'every';

type ItemsProps = {
  show: 'new' | 'made' | 'dismissed';
  sources: readonly FeedSourceView[];
  onSources(): void;
};

/** A list to walk through: one key makes an idea of an article, one sends it away. */
export function Items({ show, sources, onSources }: ItemsProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const [source, setSource] = useState(EVERY);
  const [at, setAt] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const channels = useDefaultChannels();
  const found = useLiveQuery('feedItems', {
    brandId: brand.id,
    show,
    sourceId: sources.some(({ id }) => id === source) ? source : null,
    limit: LIMIT,
  });
  const items = found.data?.items ?? [];
  const reading = items.find(({ id }) => id === at) ?? items[0] ?? null;
  useEffect(() => {
    if (at !== null) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const open = (item: FeedItemView | undefined) => {
    if (!item) return;
    setAt(item.id);
    if (show === 'new') markRead(item);
  };
  const walk = (step: 1 | -1) =>
    open(items[at === null ? 0 : items.findIndex(({ id }) => id === reading?.id) + step]);
  /** The one below comes into its place, or above it where it was the last. */
  const moveOn = (from: FeedItemView) => {
    const index = items.findIndex(({ id }) => id === from.id);
    setAt((items[index + 1] ?? items[index - 1])?.id ?? null);
  };
  const act = {
    async make(item: FeedItemView) {
      if (item.mark?.post_id) go(`/post/${item.mark.post_id}`);
      else if (await makeIdea(item, channels)) moveOn(item);
    },
    async dismiss(item: FeedItemView) {
      if (await setDismissed(item, show !== 'dismissed')) moveOn(item);
    },
    article({ url }: FeedItemView) {
      if (url) desktop.invoke('host.openExternal', { url }).catch(tellError);
    },
  };
  const group = t`Feeds`;
  useCommands([
    { id: 'feeds.next', group, title: t`Next article`, run: () => walk(1) },
    { id: 'feeds.previous', group, title: t`Previous article`, run: () => walk(-1) },
    { id: 'feeds.undo', group, title: t`Undo`, run: () => void undoLast() },
    ...(reading
      ? [
          {
            id: 'feeds.make',
            group,
            title: show === 'made' ? t`Open the idea` : t`Make an idea of it`,
            run: () => void act.make(reading),
          },
          {
            id: 'feeds.dismiss',
            group,
            title: show === 'dismissed' ? t`Put it back` : t`Dismiss it`,
            run: () => void act.dismiss(reading),
          },
          { id: 'feeds.article', group, title: t`Open the article`, run: () => act.article(reading) },
        ]
      : []),
  ]);

  if (found.error) {
    const { title, next } = explain(found.error.code, found.error.message);
    return (
      <Banner tone="error" live title={title}>
        {next}
      </Banner>
    );
  }
  if (!found.data) return null;
  return (
    <>
      {sources.length > 1 && (
        <div className={styles.filter}>
          <Select
            label={t`Feed`}
            hideLabel
            value={source}
            onChange={setSource}
            options={[
              { value: EVERY, label: t`Every feed` },
              ...sources.map(({ id, shown }) => ({ value: id, label: shown })),
            ]}
          />
        </div>
      )}
      {items.length === 0 ? (
        <NoItems show={show} any={sources.length > 0} onSources={onSources} />
      ) : (
        <ul ref={list} className={styles.items} aria-label={t`Articles`}>
          {items.map((item) => (
            <ItemRow
              key={item.id}
              item={item}
              show={show}
              zone={brand.time_zone}
              current={item.id === reading?.id}
              onOpen={open}
              act={act}
            />
          ))}
        </ul>
      )}
      {found.data.total > items.length && (
        <p className={styles.quiet}>
          {plural(found.data.total - items.length, {
            one: '# more is further down and comes up when these are done.',
            other: '# more are further down and come up when these are done.',
          })}
        </p>
      )}
    </>
  );
}

function NoItems({ show, any, onSources }: { show: ItemsProps['show']; any: boolean; onSources(): void }) {
  const icon = <Newspaper size={24} aria-hidden="true" />;
  if (show === 'made') {
    return (
      <EmptyState icon={icon} title={<Trans>No idea made yet</Trans>}>
        <Trans>Articles you made an idea of are kept here, with the way to it.</Trans>
      </EmptyState>
    );
  }
  if (show === 'dismissed') {
    return (
      <EmptyState icon={icon} title={<Trans>Nothing dismissed</Trans>}>
        <Trans>What you send away can be brought back from here.</Trans>
      </EmptyState>
    );
  }
  if (any) {
    return (
      <EmptyState icon={icon} title={<Trans>All read</Trans>}>
        <Trans>New articles appear here by themselves.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={icon}
      title={<Trans>No feeds yet</Trans>}
      actions={
        <Button look="primary" onClick={onSources}>
          <Trans>Add a feed</Trans>
        </Button>
      }
    >
      <Trans>Sites you read anyway bring their new articles here, to make ideas of.</Trans>
    </EmptyState>
  );
}
