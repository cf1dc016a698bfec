import { useLingui } from '@lingui/react/macro';
import { PLAIN } from '../../../../shared/media/crop.ts';
import type { PartView } from '../../../../shared/queries.ts';
import { FileList } from '../../media/file-list.tsx';
import { changeFiles, frameFile } from './actions.ts';

type PartFilesProps = { part: PartView; label: string; locked: boolean };

/** The files of a part, looked at, described, cut and put in order like the post's own. */
export function PartFiles({ part, label, locked }: PartFilesProps) {
  const { t } = useLingui();
  const { asset_ids: ids, frames, assets } = part;
  if (ids.length === 0) return null;
  return (
    <FileList
      files={ids.map((id, at) => ({ id, ...(frames[id] ?? PLAIN), asset: assets[at] ?? null }))}
      place={part.id}
      label={label}
      grid={false}
      locked={locked}
      write={({ id }, fields) => frameFile(part, id, fields)}
      onOrder={(next) => void changeFiles(part, next, t`Files put in another order.`)}
      onRemove={({ id }) =>
        changeFiles(
          part,
          ids.filter((one) => one !== id),
          t`File taken off the post.`,
        )
      }
    />
  );
}
