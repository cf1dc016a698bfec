import type { I18n } from '@lingui/core';
import { AppError } from '../../../shared/errors.ts';

/** What the dialog says when the desktop cannot start: there is no page yet that could. */
export function startFailure(i18n: I18n, error: unknown): { title: string; text: string } {
  return { title: i18n._('Pillarbox cannot start'), text: textOf(i18n, error) };
}

function textOf(i18n: I18n, error: unknown): string {
  if (!(error instanceof AppError)) return i18n._('Something unforeseen. The log says more.');
  switch (error.code) {
    case 'profile_in_use':
      return i18n._('Pillarbox is running already on this computer. Use the window that is open.');
    case 'profile_unusable':
      return i18n._('Pillarbox can’t write to its folder. This file should be in it:');
    case 'replica_from_future':
      return i18n._(
        'A newer Pillarbox wrote the data on this computer. Update Pillarbox and start it again.',
      );
    default:
      return error.message;
  }
}
