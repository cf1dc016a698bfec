import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { createLanguages } from '../../../shared/languages.ts';
import { MADE_UP, madeUpCatalogue, untranslated } from '../../../tests/support/made-up-language.ts';
import { readLanguages } from '../../languages.ts';
import { menuTemplate } from './menu.ts';
import { startFailure } from './start-failure.ts';

const english = readLanguages();
const languages = createLanguages({ [MADE_UP]: madeUpCatalogue('main') });
const { i18n } = languages(MADE_UP);

const labels = (items: MenuItemConstructorOptions[]): string[] =>
  items
    .filter(({ type }) => type !== 'separator')
    .flatMap(({ label, submenu }) => [label ?? '', ...(Array.isArray(submenu) ? labels(submenu) : [])]);

describe.each(['darwin', 'linux', 'win32'] as const)('the menu on %s', (platform) => {
  test('is in the person’s language, every item of it', () => {
    const found = labels(menuTemplate(i18n, platform, false));
    expect(found).toContain('⟦Select All⟧');
    const rest = found.filter((label) => !label || untranslated(label));
    expect(rest).toEqual(platform === 'darwin' ? ['Pillarbox'] : []);
  });

  test('is English for whoever reads no language of ours', () => {
    const found = labels(menuTemplate(english('xx-YY').i18n, platform, false));
    expect(found).toEqual(expect.arrayContaining(['Edit', 'Copy', 'Quit Pillarbox']));
  });
});

test('the dialog of a failed start is in the person’s language', () => {
  for (const error of [
    new Error('what?'),
    new AppError('profile_in_use', 'English'),
    new AppError('profile_unusable', 'English'),
    new AppError('replica_from_future', 'English'),
  ]) {
    const { title, text } = startFailure(i18n, error);
    expect([title, text]).toEqual(['⟦Pillarbox cannot start⟧', expect.stringMatching(/^⟦.+⟧$/s)]);
  }
});
