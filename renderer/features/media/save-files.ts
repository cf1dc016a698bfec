import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { showToast } from '../../ui/toast.tsx';

/**
 * Writes files of the library to where the person wants them.
 * @param name what a zip of them is called; one file goes under its own name
 */
export async function saveFiles(
  name: string,
  files: { assetId: string; name?: string; original?: boolean }[],
): Promise<void> {
  try {
    const done = await desktop.invoke('export.files', { name, files });
    if (done.saved) showToast({ title: i18n._(msg`Saved as ${done.name}.`) });
  } catch (error) {
    tellError(error);
  }
}
