import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { AssetView, QueryResult } from '../../../shared/queries.ts';
import { desktop } from '../../app/desktop.ts';
import { mutate } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { FileFacts } from '../media/file-facts.tsx';
import { Preview } from '../media/media-dialog.tsx';
import { saveFiles } from '../media/save-files.ts';
import { postName } from '../post/post-state.ts';
import { removeAll, tagsOf } from './bulk.ts';
import styles from './library.module.css';

/** One file: large, with what is said about it, where it is used, and the way to delete it. */
export function AssetDialog({ id, onClose }: { id: string; onClose(): void }) {
  const asset = useLiveQuery('asset', { id }).data;
  if (!asset) return null;
  return <Editor key={id} asset={asset} onClose={onClose} />;
}

type Words = Pick<AssetView, 'name' | 'alt_text' | 'folder' | 'tags' | 'rating'>;

function Editor({ asset, onClose }: { asset: NonNullable<QueryResult<'asset'>>; onClose(): void }) {
  const { t } = useLingui();
  const base = useAppState((state) => state.media.base);
  const { id, brand_id, name, alt_text, folder, tags, rating } = asset;
  const [words, setWords] = useState<Words>({ name, alt_text, folder, tags, rating });
  const [tagText, setTagText] = useState(tags.join(', '));
  const planned = useLiveQuery('assetsPlanned', { ids: [id] }).data?.length ?? 0;

  const [hasOriginal, setHasOriginal] = useState(false);
  useEffect(() => {
    void desktop
      .invoke('media.original', { assetId: id })
      .then(({ here }) => setHasOriginal(here), tellError);
  }, [id]);

  async function save(next: Words) {
    const kept = {
      ...next,
      name: next.name.trim() === '' ? name : next.name.trim(),
      folder: next.folder.trim(),
    };
    const names = ['name', 'alt_text', 'folder', 'tags', 'rating'] as const;
    const changed = names.filter((field) => JSON.stringify(kept[field]) !== JSON.stringify(asset[field]));
    if (changed.length === 0) return;
    const fields = Object.fromEntries(changed.map((field) => [field, kept[field]]));
    await mutate('asset.edit', { id, brand_id, fields });
  }
  const withTags = (): Words => ({ ...words, tags: tagsOf(tagText) });
  function close() {
    void save(withTags());
    onClose();
  }
  function remove() {
    onClose();
    void removeAll([asset]);
  }
  const blur = { onBlur: () => void save(withTags()) };

  return (
    <Dialog
      open
      wide
      onClose={close}
      title={name}
      footer={
        <>
          <Button
            look="danger"
            disabled={planned > 0}
            aria-describedby={planned > 0 ? 'asset-in-use' : undefined}
            onClick={remove}
          >
            <Trans>Delete</Trans>
          </Button>
          {hasOriginal && (
            <Button onClick={() => void saveFiles(name, [{ assetId: id, original: true }])}>
              <Trans>Save the original</Trans>
            </Button>
          )}
          <Button onClick={() => void saveFiles(name, [{ assetId: id }])}>
            <Trans>Save a copy</Trans>
          </Button>
          <Button look="primary" onClick={close}>
            <Trans>Done</Trans>
          </Button>
        </>
      }
    >
      <div className={styles.file}>
        <div className={styles.side}>
          <Preview base={base} asset={asset} alt={words.alt_text} />
          <FileFacts asset={asset} />
          <section aria-label={t`Where it is used`}>
            <p className={styles.quiet} id="asset-in-use">
              {asset.posts.length === 0 && <Trans>No post shows it.</Trans>}
              {asset.posts.length > 0 &&
                t`${plural(asset.posts.length, { one: '# post shows it', other: '# posts show it' })}.`}{' '}
              {planned > 0 && <Trans>A file that a planned post shows cannot be deleted.</Trans>}
            </p>
            <ul className={styles.uses}>
              {asset.posts.map((post) => (
                <li key={post.id}>
                  <Button
                    look="quiet"
                    size="small"
                    onClick={() => {
                      close();
                      go(`/post/${post.id}`);
                    }}
                  >
                    {postName(post) || t`Untitled`}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        </div>
        <div className={styles.side}>
          <TextField
            label={t`Name`}
            value={words.name}
            maxLength={300}
            onChange={(value) => setWords({ ...words, name: value })}
            {...blur}
          />
          <TextArea
            label={t`What does it show?`}
            hint={t`Read out to people who do not see it. Posts may say it in their own words.`}
            lines={2}
            maxLength={2000}
            value={words.alt_text}
            onChange={(value) => setWords({ ...words, alt_text: value })}
            {...blur}
          />
          <div className={styles.fields}>
            <TextField
              label={t`Folder`}
              value={words.folder}
              maxLength={300}
              onChange={(value) => setWords({ ...words, folder: value })}
              {...blur}
            />
            <TextField
              label={t`Tags`}
              placeholder={t`summer, product`}
              value={tagText}
              maxLength={1000}
              onChange={setTagText}
              {...blur}
            />
            <Select
              label={t`Rating`}
              value={String(words.rating)}
              options={[
                { value: '0', label: t`None` },
                ...[1, 2, 3, 4, 5].map((count) => ({ value: String(count), label: '★'.repeat(count) })),
              ]}
              onChange={(value) => {
                const next = { ...words, rating: Number(value) };
                setWords(next);
                void save({ ...next, tags: tagsOf(tagText) });
              }}
            />
          </div>
        </div>
      </div>
    </Dialog>
  );
}
