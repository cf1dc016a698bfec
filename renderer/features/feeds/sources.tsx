import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Download, Rss, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { EXAMPLE_FEED, normalFeedUrl } from '../../../shared/feeds/address.ts';
import { readOpml } from '../../../shared/feeds/opml.ts';
import type { FeedSourceView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { showToast } from '../../ui/toast.tsx';
import { AddLine } from '../strategy/add-line.tsx';
import styles from './feeds.module.css';
import { addSources } from './source-actions.ts';
import { SourceRow } from './source-row.tsx';

/** The feeds of a brand, how reading each went, and ways to bring and take a list of them. */
export function Sources({ sources }: { sources: readonly FeedSourceView[] }) {
  const { t } = useLingui();
  const brand = useBrand();
  const adding = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const group = t`Feeds`;
  useCommands([
    { id: 'feeds.add', group, title: t`Add a feed`, run: () => adding.current?.focus() },
    { id: 'feeds.import', group, title: t`Import a list of feeds (OPML)`, run: () => file.current?.click() },
  ]);

  async function add(typed: string): Promise<boolean> {
    setProblem(null);
    const url = normalFeedUrl(typed);
    if (url === null) {
      setProblem(t`That is not an address of the web. It looks like example.com/feed.`);
      return false;
    }
    return (await addSources(brand.id, [{ url, name: '' }])) > 0;
  }
  async function importFile(chosen: File) {
    setProblem(null);
    const feeds = await chosen.text().then(readOpml, () => null);
    if (feeds === null) {
      setProblem(t`${chosen.name} is no list of feeds. Feed readers export them as OPML.`);
      return;
    }
    const good = feeds.flatMap(({ url, name }) => {
      const address = normalFeedUrl(url);
      return address === null ? [] : [{ url: address, name }];
    });
    const bad = feeds.length - good.length;
    const added = await addSources(brand.id, good);
    if (bad > 0 || added === 0) {
      showToast({
        title: plural(added, { one: '# feed added.', other: '# feeds added.' }),
        description:
          bad > 0
            ? plural(bad, { one: '# has no address of the web.', other: '# have no address of the web.' })
            : t`The others were here already.`,
      });
    }
  }

  return (
    <Section
      title={<Trans>Feeds</Trans>}
      lead={<Trans>The address of a feed, or of a site that has one.</Trans>}
      actions={
        <>
          <Button
            size="small"
            look="quiet"
            icon={<Upload size={14} aria-hidden="true" />}
            onClick={() => file.current?.click()}
          >
            <Trans>Import OPML</Trans>
          </Button>
          {sources.length > 0 && (
            <Button
              size="small"
              look="quiet"
              icon={<Download size={14} aria-hidden="true" />}
              onClick={() => void desktop.invoke('feeds.export', { brandId: brand.id }).catch(tellError)}
            >
              <Trans>Export OPML</Trans>
            </Button>
          )}
          <input
            ref={file}
            type="file"
            hidden
            accept=".opml,.xml,text/xml,text/x-opml"
            aria-label={t`A list of feeds`}
            onChange={(event) => {
              const [chosen] = event.target.files ?? [];
              event.target.value = '';
              if (chosen) void importFile(chosen);
            }}
          />
        </>
      }
    >
      <AddLine
        ref={adding}
        label={t`Address of a feed or site`}
        placeholder={t`example.com/blog`}
        maxLength={2000}
        onAdd={add}
      />
      {problem && (
        <Banner tone="warn" live>
          {problem}
        </Banner>
      )}
      {sources.length === 0 && (
        <EmptyState
          icon={<Rss size={24} aria-hidden="true" />}
          title={<Trans>No feeds yet</Trans>}
          actions={
            <Button onClick={() => void addSources(brand.id, [{ url: EXAMPLE_FEED, name: t`Example feed` }])}>
              <Trans>Try the example feed</Trans>
            </Button>
          }
        >
          <Trans>
            Add a site above, bring a list from your feed reader, or see how it works with made-up articles.
          </Trans>
        </EmptyState>
      )}
      {sources.length > 0 && (
        <ul className={styles.sources} aria-label={t`Feeds`}>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} />
          ))}
        </ul>
      )}
    </Section>
  );
}
