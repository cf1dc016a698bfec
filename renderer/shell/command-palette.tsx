import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Trans, useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { SearchPart } from '../../shared/queries.ts';
import { useUi } from '../app/ui-store.ts';
import { cx } from '../ui/cx.ts';
import { Keys } from '../ui/keys.tsx';
import popup from '../ui/popup.module.css';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';
import styles from './shell.module.css';
import { type Group, type Item, useGroups } from './use-groups.tsx';

/** Ctrl/Cmd-K: every action on offer, what was written at any time, people and settings; what was chosen lately first. */
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
      // The groups hold what fits, in order.
      filter={null}
    >
      <div className={styles.paletteInput}>
        <Search size={16} aria-hidden="true" />
        <Autocomplete.Input
          aria-label={t`Find anything`}
          placeholder={t`Type an action, words of a post or comment, a name, a setting…`}
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
