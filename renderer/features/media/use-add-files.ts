import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { explainThrown } from '../../app/errors.ts';
import { useBrand } from '../../app/use-brand.ts';
import { showToast } from '../../ui/toast.tsx';

export const ACCEPTED =
  'image/jpeg,image/png,image/gif,image/webp,image/avif,image/heic,image/heif,.heic,.heif,video/mp4,video/quicktime,video/webm,application/pdf';

/** Brings files into the library, one after the other. What is not taken is told, with its name. */
export function useAddFiles(folder = ''): {
  /** How many are still to come; 0 when there is nothing to do. */
  left: number;
  /** @returns ids of the assets, in the order of the files */
  add(files: readonly File[]): Promise<string[]>;
} {
  const { t } = useLingui();
  const brand = useBrand();
  const [left, setLeft] = useState(0);
  return {
    left,
    async add(files) {
      const ids: string[] = [];
      setLeft((before) => before + files.length);
      for (const file of files) {
        try {
          const { assetId } = await desktop.addFile({ brandId: brand.id, folder }, file);
          ids.push(assetId);
        } catch (error) {
          const { title, next } = explainThrown(error);
          const { name } = file;
          showToast({ title: t`“${name}” was not added. ${title}`, description: next, urgent: true });
        } finally {
          setLeft((before) => before - 1);
        }
      }
      return ids;
    },
  };
}
