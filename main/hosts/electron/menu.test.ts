import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { createLanguages } from '../../../shared/languages.ts';
import { MENU_NAMES, type MenuItem, menuItemSchema } from '../../../shared/native-menu.ts';
import { MADE_UP, madeUpCatalogue, untranslated } from '../../../tests/support/made-up-language.ts';
import { readLanguages } from '../../languages.ts';
import { menuTemplate } from './menu.ts';
import { startFailure } from './start-failure.ts';

const english = readLanguages();
const languages = createLanguages({ [MADE_UP]: madeUpCatalogue('main') });
const { i18n } = languages(MADE_UP);
const chosen: string[] = [];
const page = {
  development: false,
  commands: [] as MenuItem[],
  onChoose: (id: string) => void chosen.push(id),
};
const command = (id: string, menu: MenuItem['menu'], keys: string | null, enabled = true): MenuItem => ({
  id,
  title: `${id} & so on`,
  menu,
  keys,
  enabled,
});
const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((one) => [one, ...(Array.isArray(one.submenu) ? flat(one.submenu) : [])]);

const labels = (items: MenuItemConstructorOptions[]): string[] =>
  items
    .filter(({ type }) => type !== 'separator')
    .flatMap(({ label, submenu }) => [label ?? '', ...(Array.isArray(submenu) ? labels(submenu) : [])]);

describe.each(['darwin', 'linux', 'win32'] as const)('the menu on %s', (platform) => {
  test('is in the person’s language, every item of it', () => {
    const found = labels(menuTemplate(i18n, { ...page, platform }));
    expect(found).toContain('⟦Select All⟧');
    const rest = found.filter((label) => !label || untranslated(label));
    expect(rest).toEqual(platform === 'darwin' ? ['Pillarbox'] : []);
  });

  test('is English for whoever reads no language of ours', () => {
    const found = labels(menuTemplate(english('xx-YY').i18n, { ...page, platform }));
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

describe('the page’s commands', () => {
  const commands = [
    command('undo', 'edit', 'mod+z'),
    command('go:/calendar', 'go', 'g c'),
    command('post.next-slot', 'post', 'mod+enter', false),
    command('invite', 'brand', null),
  ];
  const found = flat(menuTemplate(i18n, { ...page, platform: 'linux', commands }));
  const one = (id: string) => found.find((item) => item.id === id);

  test('stand in their menus with their keys, and choosing one says which', () => {
    expect(commands.map((each) => menuItemSchema.parse(each).id)).toEqual(commands.map(({ id }) => id));
    expect(one('undo')).toMatchObject({
      label: 'undo && so on',
      accelerator: 'CommandOrControl+Z',
      registerAccelerator: false,
    });
    // A bare letter as an accelerator would be gone from every text.
    expect(one('go:/calendar')).not.toHaveProperty('accelerator');
    expect(one('go:/calendar')?.label).toBe('go:/calendar && so on (G, C)');
    expect(one('post.next-slot')).toMatchObject({ enabled: false, accelerator: 'CommandOrControl+Return' });
    Reflect.apply(one('invite')?.click as () => void, null, []);
    expect(chosen).toEqual(['invite']);
  });

  test('undo is there once, the page’s own as soon as there is a page', () => {
    expect(found.filter(({ role }) => role === 'undo')).toEqual([]);
    const before = flat(menuTemplate(i18n, { ...page, platform: 'linux' }));
    expect(before.filter(({ role }) => role === 'undo')).toHaveLength(1);
  });

  test('no menu is empty, whatever there is', () => {
    for (const platform of ['darwin', 'linux', 'win32'] as const) {
      for (const menu of MENU_NAMES) {
        const bar = menuTemplate(i18n, { ...page, platform, commands: [command('x', menu, 'n')] });
        for (const { submenu } of bar) expect(Array.isArray(submenu) && submenu.length).toBeGreaterThan(0);
        expect(flat(bar).filter(({ id }) => id === 'x')).toHaveLength(1);
      }
    }
  });
});
