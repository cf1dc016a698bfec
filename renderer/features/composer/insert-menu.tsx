import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { FileText, Hash, Plus, Sparkle } from 'lucide-react';
import { memo } from 'react';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import styles from './composer.module.css';

export type Insert =
  | { kind: 'hook'; id: string; text: string }
  | { kind: 'template'; text: string }
  | { kind: 'hashtags'; tags: readonly string[] };

const MOST = 12;
const short = (text: string) => (text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text);

/** What the brand keeps to write with: hooks, templates and sets of hashtags. Nothing where it keeps none. */
export const InsertMenu = memo(function InsertMenu({ onInsert }: { onInsert(insert: Insert): void }) {
  const { t } = useLingui();
  const brandId = useBrand().id;
  const hooks = useLiveQuery('hooks', { brandId }).data ?? [];
  const templates = useLiveQuery('captionTemplates', { brandId }).data ?? [];
  const sets = useLiveQuery('hashtagSets', { brandId }).data ?? [];
  if (hooks.length + templates.length + sets.length === 0) return null;
  const split = (before: number, here: number) => before > 0 && here > 0 && <MenuSeparator />;
  return (
    <div className={styles.follows}>
      <Menu
        trigger={
          <Button size="small" look="quiet" icon={<Plus size={14} aria-hidden="true" />}>
            <Trans>Insert</Trans>
          </Button>
        }
      >
        {hooks.slice(0, MOST).map(({ id, text, uses }) => (
          <MenuItem
            key={id}
            icon={<Sparkle size={16} aria-hidden="true" />}
            onSelect={() => onInsert({ kind: 'hook', id, text })}
          >
            {uses > 0
              ? t`Hook: ${short(text)} (${plural(uses, { one: 'used once', other: 'used # times' })})`
              : t`Hook: ${short(text)}`}
          </MenuItem>
        ))}
        {split(hooks.length, templates.length)}
        {templates.slice(0, MOST).map(({ id, name, text }) => (
          <MenuItem
            key={id}
            icon={<FileText size={16} aria-hidden="true" />}
            onSelect={() => onInsert({ kind: 'template', text })}
          >
            {t`Template: ${name}`}
          </MenuItem>
        ))}
        {split(hooks.length + templates.length, sets.length)}
        {sets.slice(0, MOST).map(({ id, name, hashtags }) => (
          <MenuItem
            key={id}
            icon={<Hash size={16} aria-hidden="true" />}
            onSelect={() => onInsert({ kind: 'hashtags', tags: hashtags })}
          >
            {t`Hashtags: ${name}`}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
});
