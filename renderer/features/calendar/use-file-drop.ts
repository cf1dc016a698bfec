import { useLingui } from '@lingui/react/macro';
import type { DragEvent } from 'react';
import { newId } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { showToast } from '../../ui/toast.tsx';
import { attach } from '../media/attach.ts';
import { useAddFiles } from '../media/use-add-files.ts';
import { createPost, useDefaultChannels } from '../post/create-post.ts';
import type { When } from '../post/slots.ts';

/** The day under the pointer. */
const dayAt = (target: EventTarget): string | null =>
  (target instanceof Element ? target.closest<HTMLElement>('[data-cell]') : null)?.dataset.cell?.split(
    '/',
  )[0] ?? null;

/**
 * Pictures and videos dropped on a day from the desktop become one post of that day, with its composer open.
 * @param whenOn the time one would choose first on a day; null when it is over
 */
export function useFileDrop(whenOn: (day: string) => When | null) {
  const { t } = useLingui();
  const brand = useBrand();
  const channels = useDefaultChannels();
  const { add } = useAddFiles();

  async function drop(files: readonly File[], day: string) {
    const when = whenOn(day);
    if (!when)
      return showToast({
        title: t`That day is over.`,
        description: t`Drop the files on a day that is to come.`,
      });
    const assets = await add(files);
    if (assets.length === 0) return;
    const id = newId();
    if (!(await createPost({ id, brandId: brand.id, words: {}, when, channels }))) return;
    await attach({ brandId: brand.id, postId: id, connectionId: null }, assets);
    go(`/post/${id}`);
  }
  return {
    onDragOver(event: DragEvent) {
      if (event.dataTransfer.types.includes('Files') && dayAt(event.target)) event.preventDefault();
    },
    onDrop(event: DragEvent) {
      const day = dayAt(event.target);
      if (!event.dataTransfer.types.includes('Files') || !day) return;
      event.preventDefault();
      void drop([...event.dataTransfer.files], day);
    },
  };
}
