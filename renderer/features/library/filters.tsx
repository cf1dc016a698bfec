import { Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { Ref } from 'react';
import type { QueryResult } from '../../../shared/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { type LibraryFilter, NO_FILTER } from '../media/library-filter.ts';
import styles from './library.module.css';

type FiltersProps = {
  ref: Ref<HTMLInputElement>;
  filter: LibraryFilter;
  facets: QueryResult<'libraryFacets'> | undefined;
  onChange(filter: LibraryFilter): void;
};

/** A value that no folder or tag can be mistaken for. */
const ALL = '\u0000';

/** Narrows the library by words, type, folder, tag, stars and use, and puts it in order. */
export function Filters({ ref, filter, facets, onChange }: FiltersProps) {
  const { t } = useLingui();
  const change = (part: Partial<LibraryFilter>) => onChange({ ...filter, ...part });
  const named = (all: string, list: readonly { name: string; count: number }[] = []) => [
    { value: ALL, label: all },
    ...list.map(({ name, count }) => ({ value: name, label: name, hint: String(count) })),
  ];
  const narrowed = JSON.stringify({ ...filter, sort: NO_FILTER.sort }) !== JSON.stringify(NO_FILTER);
  const stars = (count: number) => ({ value: String(count), label: '★'.repeat(count) });
  return (
    <search className={styles.filters}>
      <div className={styles.words}>
        <TextField
          ref={ref}
          label={t`Search the library`}
          hideLabel
          type="search"
          placeholder={t`Search names, descriptions and tags`}
          value={filter.text}
          maxLength={200}
          onChange={(text) => change({ text })}
        />
      </div>
      <Select
        label={t`Type`}
        hideLabel
        value={filter.type ?? ALL}
        options={[
          { value: ALL, label: t`All types` },
          { value: 'image', label: t`Pictures` },
          { value: 'video', label: t`Videos` },
          { value: 'document', label: t`Documents` },
        ]}
        onChange={(type) => change({ type: type === ALL ? null : (type as LibraryFilter['type']) })}
      />
      {(facets?.folders.length ?? 0) > 0 && (
        <Select
          label={t`Folder`}
          hideLabel
          value={filter.folder ?? ALL}
          options={[...named(t`All folders`, facets?.folders), { value: '', label: t`In no folder` }]}
          onChange={(folder) => change({ folder: folder === ALL ? null : folder })}
        />
      )}
      {(facets?.tags.length ?? 0) > 0 && (
        <Select
          label={t`Tag`}
          hideLabel
          value={filter.tag ?? ALL}
          options={named(t`All tags`, facets?.tags)}
          onChange={(tag) => change({ tag: tag === ALL ? null : tag })}
        />
      )}
      <Select
        label={t`Stars`}
        hideLabel
        value={String(filter.minRating)}
        options={[{ value: '0', label: t`Any rating` }, ...[1, 2, 3, 4, 5].map(stars)]}
        onChange={(rating) => change({ minRating: Number(rating) })}
      />
      <Select
        label={t`Use`}
        hideLabel
        value={filter.used === null ? ALL : String(filter.used)}
        options={[
          { value: ALL, label: t`Used or not` },
          { value: 'true', label: t`In a post` },
          { value: 'false', label: t`In no post` },
        ]}
        onChange={(used) => change({ used: used === ALL ? null : used === 'true' })}
      />
      <Select
        label={t`Order`}
        hideLabel
        value={filter.sort}
        options={[
          { value: 'newest', label: t`Newest first` },
          { value: 'oldest', label: t`Oldest first` },
          { value: 'name', label: t`By name` },
          { value: 'largest', label: t`Largest first` },
          { value: 'rating', label: t`Best first` },
        ]}
        onChange={(sort) => change({ sort: sort as LibraryFilter['sort'] })}
      />
      {narrowed && (
        <Button
          look="quiet"
          icon={<X size={14} aria-hidden="true" />}
          onClick={() => onChange({ ...NO_FILTER, sort: filter.sort })}
        >
          <Trans>Clear</Trans>
        </Button>
      )}
    </search>
  );
}
