import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Trans, useLingui } from '@lingui/react/macro';
import { FileText, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { addDays, today } from '../../../shared/time/calendar.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { cx } from '../../ui/cx.ts';
import { Keys } from '../../ui/keys.tsx';
import popup from '../../ui/popup.module.css';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { useOfferedCommands } from '../commands.ts';
import { displayLocale } from '../i18n.ts';
import { go } from '../router.ts';
import { useUi } from '../ui-store.ts';
import { useBrand } from '../use-brand.ts';
import { useLiveQuery } from '../use-live-query.ts';
import styles from './shell.module.css';

type Item = { value: string; label: string; hint?: string; keys?: string; icon?: ReactNode; run(): void };
type Group = { value: string; items: Item[] };

/** Ctrl/Cmd-K: every action on offer, and the posts of the months around today. */
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
  const groups = useGroups();
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(item: Item) => item.label}
    >
      <div className={styles.paletteInput}>
        <Search size={16} aria-hidden="true" />
        <Autocomplete.Input aria-label={t`Find anything`} placeholder={t`Type an action or a post…`} />
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
                  <span className={popup.grow}>{item.label}</span>
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

function useGroups(): Group[] {
  const { t } = useLingui();
  const brand = useBrand();
  const commands = useOfferedCommands();
  const date = today(brand.time_zone, new Date().toISOString());
  const range = { from: addDays(date, -90), to: addDays(date, 180), timeZone: brand.time_zone };
  const planned = useLiveQuery('calendar', { brandId: brand.id, ...range }).data ?? [];
  const drafts = useLiveQuery('drafts', { brandId: brand.id }).data ?? [];

  const byGroup = new Map<string, Item[]>();
  for (const { id, title, group, keys, icon, run } of commands.filter((one) => !one.listOnly)) {
    const item: Item = { value: id, label: title, run, ...(keys && { keys }), ...(icon && { icon }) };
    byGroup.set(group, [...(byGroup.get(group) ?? []), item]);
  }
  const posts = [...planned, ...drafts].map((post) => ({
    value: post.id,
    label: post.title || post.caption.slice(0, 80) || t`Untitled post`,
    hint: post.wall_time ? formatWall(post.wall_time, displayLocale()) : t`Idea`,
    icon: <FileText size={16} aria-hidden="true" />,
    run: () => go(`/post/${post.id}`),
  }));
  const groups = [...byGroup].map(([value, items]) => ({ value, items }));
  return posts.length > 0 ? [...groups, { value: t`Posts`, items: posts }] : groups;
}
