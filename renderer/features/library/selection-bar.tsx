import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Download, Eraser, Folder, Star, Tag, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AssetView, QueryResult } from '../../../shared/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Popover } from '../../ui/popover.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { saveFiles } from '../media/save-files.ts';
import { editAll, removeAll, tagsOf } from './bulk.ts';
import styles from './library.module.css';

type SelectionBarProps = {
  chosen: readonly AssetView[];
  facets: QueryResult<'libraryFacets'> | undefined;
  onClear(): void;
};

/** What can be done with the files that are chosen, and how many there are. */
export function SelectionBar({ chosen, facets, onClear }: SelectionBarProps) {
  const { t } = useLingui();
  const common = [...new Set(chosen.flatMap(({ tags }) => tags))].toSorted((a, b) => a.localeCompare(b));
  const words = plural(chosen.length, { one: '# file selected', other: '# files selected' });
  return (
    <div className={styles.selection}>
      <span role="status">{words}</span>
      <AskWords
        icon={<Folder size={14} aria-hidden="true" />}
        label={t`Move to a folder`}
        field={t`Folder`}
        action={t`Move`}
        known={facets?.folders.map(({ name }) => name) ?? []}
        empty={t`Out of all folders`}
        onSay={(folder) => void editAll(chosen, () => ({ folder: folder.trim().slice(0, 300) }))}
      />
      <AskWords
        icon={<Tag size={14} aria-hidden="true" />}
        label={t`Add tags`}
        field={t`Tags`}
        action={t`Add`}
        known={facets?.tags.slice(0, 12).map(({ name }) => name) ?? []}
        onSay={(text) => {
          const added = tagsOf(text);
          void editAll(chosen, ({ tags }) => ({ tags: [...new Set([...tags, ...added])].slice(0, 50) }));
        }}
      />
      {common.length > 0 && (
        <Menu
          trigger={
            <Button size="small" icon={<Eraser size={14} aria-hidden="true" />}>
              <Trans>Take tags off</Trans>
            </Button>
          }
        >
          {common.slice(0, 20).map((tag) => (
            <MenuItem
              key={tag}
              onSelect={() =>
                void editAll(chosen, ({ tags }) => ({ tags: tags.filter((one) => one !== tag) }))
              }
            >
              {tag}
            </MenuItem>
          ))}
        </Menu>
      )}
      <Menu
        trigger={
          <Button size="small" icon={<Star size={14} aria-hidden="true" />}>
            <Trans>Rate</Trans>
          </Button>
        }
      >
        {[5, 4, 3, 2, 1, 0].map((rating) => (
          <MenuItem
            key={rating}
            keys={String(rating)}
            onSelect={() => void editAll(chosen, () => ({ rating }))}
          >
            {rating === 0 ? t`No rating` : '★'.repeat(rating)}
          </MenuItem>
        ))}
      </Menu>
      <Button
        size="small"
        icon={<Download size={14} aria-hidden="true" />}
        onClick={() =>
          void saveFiles(
            t`Library`,
            chosen.slice(0, 2000).map(({ id }) => ({ assetId: id })),
          )
        }
      >
        <Trans>Save a copy</Trans>
      </Button>
      <Button
        size="small"
        icon={<Trash2 size={14} aria-hidden="true" />}
        onClick={() => {
          onClear();
          void removeAll(chosen);
        }}
      >
        <Trans>Delete</Trans>
      </Button>
      <Button size="small" look="quiet" onClick={onClear}>
        <Trans>Select nothing</Trans>
      </Button>
    </div>
  );
}

type AskWordsProps = {
  icon: React.ReactNode;
  label: string;
  field: string;
  action: string;
  /** Words that are there already, one press away. */
  known: readonly string[];
  /** What no words at all mean; not there: they are needed. */
  empty?: string;
  onSay(words: string): void;
};

/** A button that asks for a word or two, with those that are known beside the field. */
function AskWords({ icon, label, field, action, known, empty, onSay }: AskWordsProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  function say(words: string) {
    setOpen(false);
    setText('');
    onSay(words);
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title={label}
      trigger={
        <Button size="small" icon={icon}>
          {label}
        </Button>
      }
    >
      <form
        className={styles.ask}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') say(text);
        }}
      >
        <TextField label={field} value={text} onChange={setText} maxLength={300} />
        <Button look="primary" type="submit" disabled={text.trim() === ''}>
          {action}
        </Button>
      </form>
      {(known.length > 0 || empty !== undefined) && (
        <div className={styles.known}>
          {known.map((name) => (
            <Button key={name} size="small" look="quiet" onClick={() => say(name)}>
              {name}
            </Button>
          ))}
          {empty !== undefined && (
            <Button size="small" look="quiet" onClick={() => say('')}>
              {empty}
            </Button>
          )}
        </div>
      )}
    </Popover>
  );
}
