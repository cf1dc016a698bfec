import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { ImagePlus, Images } from 'lucide-react';
import { type DragEvent, useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import { queryArgs } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useViewState } from '../../app/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type LibraryFilter, NO_FILTER } from '../media/library-filter.ts';
import { ACCEPTED, useAddFiles } from '../media/use-add-files.ts';
import { AssetDialog } from './asset-dialog.tsx';
import { AssetGrid } from './asset-grid.tsx';
import { editAll, removeAll } from './bulk.ts';
import { Filters } from './filters.tsx';
import styles from './library.module.css';
import { SelectionBar } from './selection-bar.tsx';
import { UploadsLine } from './uploads-line.tsx';

const PAGE = 200;
const NONE: readonly string[] = [];
const filterSchema = queryArgs.library.omit({ brandId: true, limit: true });
const limitSchema = queryArgs.library.shape.limit;
const chosenSchema = z.array(z.string());

/** Every picture, video and document of a brand: bring in, find, describe, sort, and see where each is used. */
export default function LibraryScreen() {
  const { t } = useLingui();
  const brand = useBrand();
  const input = useRef<HTMLInputElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const view = `${brand.id}/library`;
  const [filter, setFilter] = useViewState<LibraryFilter>(view, 'filter', filterSchema, NO_FILTER);
  const [limit, setLimit] = useViewState(view, 'limit', limitSchema, PAGE);
  const [shown, setShown] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [ids, setIds] = useViewState<readonly string[]>(view, 'chosen', chosenSchema, NONE);
  const chosen = useMemo(() => new Set(ids), [ids]);
  const setChosen = (next: ReadonlySet<string>) => setIds([...next]);
  const { add, left } = useAddFiles(filter.folder ?? '');
  const found = useLiveQuery('library', { brandId: brand.id, ...filter, limit });
  const facets = useLiveQuery('libraryFacets', { brandId: brand.id }).data;
  // What is chosen is on screen: what was filtered away or deleted is not in it.
  const files = useMemo(
    () => found.data?.assets.filter(({ id }) => chosen.has(id)) ?? [],
    [found.data, chosen],
  );
  const clear = () => setChosen(new Set());
  const choose = () => input.current?.click();
  const group = t`Library`;
  useCommands([
    { id: 'library.add', group, title: t`Add files`, run: choose },
    {
      id: 'library.search',
      group,
      title: t`Search the library`,
      run: () => search.current?.focus(),
    },
  ]);
  const empty = facets !== undefined && facets.total === 0;
  const total = found.data?.total ?? 0;

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void add([...event.dataTransfer.files]);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a pointer's way; the button is everybody's
    <div
      className={cx(styles.page, over && styles.over)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
      onDrop={onDrop}
    >
      <header className={styles.head}>
        <h1 className={styles.title}>
          <Trans>Library</Trans>
        </h1>
        {found.data && !empty && (
          <p className={styles.quiet} role="status">
            {plural(total, { one: '# file', other: '# files' })}
          </p>
        )}
        <span className={styles.grow} />
        <Button busy={left > 0} icon={<ImagePlus size={16} aria-hidden="true" />} onClick={choose}>
          {left > 0 ? t`Adding ${plural(left, { one: '# file', other: '# files' })}` : t`Add files`}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept={ACCEPTED}
          aria-label={t`Files from this computer`}
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = '';
            void add(files);
          }}
        />
      </header>
      {found.error && <FailureBanner of={found.error} />}
      <UploadsLine />
      {empty ? (
        <EmptyState
          icon={<Images size={24} aria-hidden="true" />}
          title={<Trans>No files yet</Trans>}
          actions={
            <Button look="primary" onClick={choose}>
              <Trans>Add files</Trans>
            </Button>
          }
        >
          <Trans>Drop pictures, videos or PDFs here. They are kept on this device and work offline.</Trans>
        </EmptyState>
      ) : (
        <>
          {files.length > 0 && <SelectionBar chosen={files} facets={facets} onClear={clear} />}
          {/* One takes the other's place, so that nothing moves. */}
          <div hidden={files.length > 0}>
            <Filters
              ref={search}
              filter={filter}
              facets={facets}
              onChange={(next) => {
                setFilter(next);
                setLimit(PAGE);
              }}
            />
          </div>
          {found.data && total === 0 && (
            <EmptyState
              title={<Trans>Nothing matches</Trans>}
              actions={
                <Button onClick={() => setFilter(NO_FILTER)}>
                  <Trans>Show all files</Trans>
                </Button>
              }
            />
          )}
          {found.data && total > 0 && (
            <AssetGrid
              assets={found.data.assets}
              total={total}
              chosen={chosen}
              onChoose={setChosen}
              onRate={(asset, rating) =>
                void editAll(chosen.has(asset.id) ? files : [asset], () => ({ rating }))
              }
              onDelete={(asset) => {
                clear();
                void removeAll(chosen.has(asset.id) ? files : [asset]);
              }}
              onOpen={setShown}
              onMore={() => setLimit(Math.min(20_000, Math.max(limit, PAGE) * 4))}
            />
          )}
        </>
      )}
      {shown && <AssetDialog id={shown} onClose={() => setShown(null)} />}
    </div>
  );
}
