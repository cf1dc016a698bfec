import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Trans, useLingui } from '@lingui/react/macro';
import { FileText, MessageSquare, Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { QueryResult, SearchPart } from '../../../shared/queries.ts';
import { addDays, today } from '../../../shared/time/calendar.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { cx } from '../../ui/cx.ts';
import { Keys } from '../../ui/keys.tsx';
import popup from '../../ui/popup.module.css';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { nowIso } from '../clock.ts';
import { useOfferedCommands } from '../commands.ts';
import { displayLocale } from '../i18n.ts';
import { go } from '../router.ts';
import { useKeysOf } from '../shortcuts/use-keys.ts';
import { useUi } from '../ui-store.ts';
import { useBrand } from '../use-brand.ts';
import { useLiveQuery } from '../use-live-query.ts';
import styles from './shell.module.css';

type Item = {
  value: string;
  label: string;
  /** Found by the words in it, which the label need not have. */
  snippet?: SearchPart[];
  hint?: string;
  keys?: string;
  icon?: ReactNode;
  run(): void;
};
type Group = { value: string; items: Item[] };

/** Found of each kind. */
const FOUND = 12;

/** Ctrl/Cmd-K: every action on offer, the posts of the months around today, and what was written at any time. */
export function CommandPalette() {
  const open = useUi((state) => state.paletteOpen);
  const close = () => useUi.setState({ paletteOpen: false });
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useUi.setState({ paletteOpen: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Viewport className={popup.viewport}>
          <Dialog.Popup className={cx(popup.dialog, styles.palette)}>
            <VisuallyHidden>
              <Dialog.Title>
                <Trans>Find anything</Trans>
              </Dialog.Title>
            </VisuallyHidden>
            <Finder onDone={close} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Finder({ onDone }: { onDone(): void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const { contains } = Autocomplete.useFilter({ sensitivity: 'base' });
  const groups = useGroups(typed);
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(item: Item) => item.label}
      value={typed}
      onValueChange={setTyped}
      filter={(item: Item, query) => item.snippet !== undefined || contains(item.label, query)}
    >
      <div className={styles.paletteInput}>
        <Search size={16} aria-hidden="true" />
        <Autocomplete.Input
          aria-label={t`Find anything`}
          placeholder={t`Type an action, or words of a post or comment…`}
        />
      </div>
      <Autocomplete.Empty className={popup.empty}>
        <Trans>Nothing matches.</Trans>
      </Autocomplete.Empty>
      <Autocomplete.List className={styles.paletteList}>
        {(group: Group) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className={popup.groupLabel}>{group.value}</Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(item: Item) => (
                <Autocomplete.Item
                  key={item.value}
                  value={item}
                  className={popup.item}
                  onClick={() => {
                    onDone();
                    item.run();
                  }}
                >
                  {item.icon}
                  <span className={popup.grow}>
                    {item.label}
                    {item.snippet && <Snippet parts={item.snippet} />}
                  </span>
                  {item.hint && <span className={popup.hint}>{item.hint}</span>}
                  {item.keys && <Keys keys={item.keys} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

function Snippet({ parts }: { parts: SearchPart[] }) {
  return (
    <span className={styles.snippet} dir="auto">
      {parts.map(({ text, hit }, index) =>
        // The parts of one snippet have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        hit ? <mark key={index}>{text}</mark> : text,
      )}
    </span>
  );
}

function useGroups(typed: string): Group[] {
  const { t } = useLingui();
  const brand = useBrand();
  const commands = useOfferedCommands();
  const keysOf = useKeysOf();
  const date = today(brand.time_zone, nowIso());
  const range = { from: addDays(date, -90), to: addDays(date, 180), timeZone: brand.time_zone };
  const asked = typed.trim();
  const planned = useLiveQuery('calendar', asked === '' ? { brandId: brand.id, ...range } : null).data ?? [];
  const drafts = useLiveQuery('drafts', asked === '' ? { brandId: brand.id } : null).data ?? [];
  const found = useFound(brand.id, asked);

  const byGroup = new Map<string, Item[]>();
  for (const { id, title, group, icon, run } of commands) {
    const keys = keysOf(id);
    const item: Item = { value: id, label: title, run, ...(keys && { keys }), ...(icon && { icon }) };
    byGroup.set(group, [...(byGroup.get(group) ?? []), item]);
  }
  const icon = <FileText size={16} aria-hidden="true" />;
  const posts: Item[] = [
    ...[...planned, ...drafts].map((post) => ({ ...post, snippet: undefined })),
    ...found.posts,
  ].map((post) => ({
    value: post.id,
    label: post.title || ('caption' in post && post.caption.slice(0, 80)) || t`Untitled post`,
    hint: post.wall_time ? formatWall(post.wall_time, displayLocale()) : t`Idea`,
    icon,
    ...(post.snippet && { snippet: post.snippet }),
    run: () => go(`/post/${post.id}`),
  }));
  const comments: Item[] = found.comments.map((comment) => ({
    value: comment.id,
    label: comment.author_name || comment.author_handle,
    hint: formatWall(instantToWall(comment.commented_at, brand.time_zone), displayLocale()),
    icon: <MessageSquare size={16} aria-hidden="true" />,
    snippet: comment.snippet,
    run: () => go(`/inbox/${comment.id}`),
  }));
  return [
    ...[...byGroup].map(([value, items]) => ({ value, items })),
    { value: t`Posts`, items: posts },
    { value: t`Comments`, items: comments },
  ].filter(({ items }) => items.length > 0);
}

const NOTHING: QueryResult<'search'> = { posts: [], comments: [] };

/** What the words find; while the next answer is on its way, what the last ones found. */
function useFound(brandId: string, text: string): QueryResult<'search'> {
  const { data } = useLiveQuery(
    'search',
    text === '' ? null : { brandId, text: text.slice(0, 200), limit: FOUND },
  );
  const [last, setLast] = useState(NOTHING);
  if (data && data !== last) setLast(data);
  return text === '' ? NOTHING : (data ?? last);
}
