import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarClock, FolderOpen, ImagePlus, Images, Library, Palette } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { platformFacts } from '../../../shared/connectors/facts.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import type { FeedTile } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { useSetting } from '../../app/settings.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { PickDialog } from '../media/pick-dialog.tsx';
import { ACCEPTED, useAddFiles } from '../media/use-add-files.ts';
import { deletePost } from '../post/actions.ts';
import styles from './feed.module.css';
import { addTiles, dateTiles, type Grid, MOST_TILES, type NewTile } from './feed-actions.ts';
import { PhoneHead, useProfile } from './phone-head.tsx';
import { Rhythm } from './rhythm.tsx';
import { TileGrid } from './tile-grid.tsx';
import { TileSide } from './tile-side.tsx';
import { useLooks } from './use-looks.ts';

const NINE = 9;
const PAGE = 90;
const NONE: FeedTile[] = [];

/** A channel's grid on a phone: what is out and what is planned, to be put in order. */
export function GridPanel({ connection }: { connection: Row<'connection'> }) {
  const { t } = useLingui();
  const brand = useBrand();
  const grid: Grid = { brandId: brand.id, connectionId: connection.id };
  const [view, setView] = useSetting('feedView');
  const [limit, setLimit] = useState(PAGE);
  const [selected, setSelected] = useState<string | null>(null);
  const [picking, setPicking] = useState(false);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const { add, left } = useAddFiles();
  const profile = useProfile(connection);
  const { data, error } = useLiveQuery('feed', { ...grid, limit });
  const nine = view.length === 'nine';
  const all = data?.tiles ?? NONE;
  const tiles = nine ? all.slice(0, NINE) : all;
  const colors = view.look === 'colors';
  useLooks(brand.id, tiles, colors);
  const { columns, ratio } = platformFacts(connection.platform).profile.grid ?? { columns: 3, ratio: 0.75 };
  const tile = tiles.find(({ id }) => id === selected) ?? null;
  const drafts = tiles.filter(({ state }) => state === 'draft');
  const choose = () => input.current?.click();
  const open = (one: FeedTile) => go(`/post/${one.id}`);

  async function take(pictures: readonly NewTile[]) {
    const top = Math.max(0, ...all.map(({ position, state }) => (state === 'draft' ? position : 0)));
    const [first] = await addTiles(grid, pictures, top);
    if (first) setSelected(first);
  }
  async function takeFiles(files: readonly File[]) {
    const names = new Map<string, string>();
    for (const file of files) for (const id of await add([file])) names.set(id, file.name);
    await take([...names].map(([assetId, name]) => ({ assetId, name })));
  }
  async function takeAssets(ids: readonly string[]) {
    setPicking(false);
    const pictures = await Promise.all(
      ids.map(async (assetId) => ({ assetId, name: (await readOnce('asset', { id: assetId }))?.name ?? '' })),
    );
    await take(pictures);
  }
  async function remove(one: FeedTile) {
    const post = await readOnce('post', { id: one.id });
    if (post) await deletePost(post);
  }
  function onDrop(event: DragEvent) {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(false);
    void takeFiles([...event.dataTransfer.files]);
  }
  const keys = useKeysOf();
  const group = t`Feed`;
  useCommands([
    { id: 'feed.add', group, title: t`Add pictures to the grid`, run: choose },
    {
      id: 'feed.add-from-library',
      group,
      title: t`Add pictures from the library to the grid`,
      run: () => setPicking(true),
    },
    {
      id: 'feed.date',
      group,
      title: t`Give the drafts of the grid the next free slots`,
      run: () => void dateTiles(drafts),
    },
    {
      id: 'feed.colors',
      group,
      title: t`Show the grid as colours or as pictures`,
      run: () => setView({ ...view, look: colors ? 'pictures' : 'colors' }),
    },
    {
      id: 'feed.nine',
      group,
      title: t`Show nine tiles or all`,
      run: () => setView({ ...view, length: nine ? 'all' : 'nine' }),
    },
  ]);
  const empty = data !== undefined && data.total === 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a pointer's way; the button is everybody's
    <div
      className={cx(styles.panel, over && styles.dropping)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
      onDrop={onDrop}
    >
      {error && <FailureBanner of={error} />}
      <div className={styles.bar}>
        <Menu
          trigger={
            <Button
              look={empty ? 'plain' : 'primary'}
              busy={left > 0}
              icon={<ImagePlus size={16} aria-hidden="true" />}
            >
              {left > 0 ? t`Adding ${plural(left, { one: '# file', other: '# files' })}` : t`Add pictures`}
            </Button>
          }
        >
          <MenuItem
            icon={<FolderOpen size={16} aria-hidden="true" />}
            keys={keys('feed.add')}
            onSelect={choose}
          >
            <Trans>From this computer</Trans>
          </MenuItem>
          <MenuItem
            icon={<Library size={16} aria-hidden="true" />}
            keys={keys('feed.add-from-library')}
            onSelect={() => setPicking(true)}
          >
            <Trans>From the library</Trans>
          </MenuItem>
        </Menu>
        {drafts.length > 0 && (
          <Button
            icon={<CalendarClock size={16} aria-hidden="true" />}
            onClick={() => void dateTiles(drafts)}
          >
            {plural(drafts.length, { one: 'Plan # draft', other: 'Plan # drafts' })}
          </Button>
        )}
        <span className={styles.grow} />
        <Segments
          label={t`How much of it`}
          value={view.length}
          options={[
            { value: 'nine', label: t`Nine` },
            { value: 'all', label: t`All` },
          ]}
          onChange={(length) => setView({ ...view, length })}
        />
        <Segments
          label={t`Shown as`}
          value={view.look}
          options={[
            { value: 'pictures', label: t`Pictures` },
            { value: 'colors', label: t`Colours` },
          ]}
          onChange={(look) => setView({ ...view, look })}
        />
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={t`Pictures for the grid from this computer`}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void takeFiles(files);
        }}
      />
      <div className={styles.split}>
        <section className={styles.phone} aria-label={t`The profile of ${connection.handle}`}>
          <div className={cx(styles.screen, nine && styles.whole)} ref={scroller}>
            <PhoneHead connection={connection} {...profile} count={data?.total ?? 0} />
            {empty && (
              <EmptyState
                icon={<Images size={24} aria-hidden="true" />}
                title={<Trans>An empty grid</Trans>}
                actions={
                  <Button look="primary" onClick={choose}>
                    <Trans>Choose pictures</Trans>
                  </Button>
                }
              >
                <Trans>Drop nine pictures or more here. Each becomes a draft that you can move around.</Trans>
              </EmptyState>
            )}
            {data && !empty && (
              <TileGrid
                grid={grid}
                tiles={tiles}
                total={nine ? tiles.length : data.total}
                columns={columns}
                ratio={ratio}
                colors={colors}
                empty={nine ? NINE - tiles.length : 0}
                selected={tile?.id ?? null}
                scroller={scroller}
                onSelect={setSelected}
                onOpen={open}
                onDelete={(one) => void remove(one)}
                onMore={() => setLimit((before) => Math.min(MOST_TILES, before * 3))}
              />
            )}
          </div>
        </section>
        <div className={styles.side}>
          {tile && (
            <TileSide
              key={tile.id}
              tile={tile}
              onOpen={() => open(tile)}
              onDelete={() => void remove(tile)}
            />
          )}
          {!tile && !empty && (
            <p className={styles.quiet}>
              <Trans>
                Drag one tile onto another and the two change places. By keys: arrows walk, Alt and an arrow
                moves.
              </Trans>
            </p>
          )}
          {colors && (
            <section className={styles.sidePart} aria-label={t`Rhythm`}>
              <h2 className={styles.sideTitle}>
                <Palette size={14} aria-hidden="true" /> <Trans>Rhythm</Trans>
              </h2>
              <Rhythm tiles={tiles} />
            </section>
          )}
        </div>
      </div>
      {picking && (
        <PickDialog taken={[]} onPick={(ids) => void takeAssets(ids)} onClose={() => setPicking(false)} />
      )}
    </div>
  );
}
