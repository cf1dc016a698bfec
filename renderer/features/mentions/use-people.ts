import { useMemo } from 'react';
import type { Platform, Row } from '../../../shared/kinds/index.ts';
import { tokenOf } from '../../../shared/mentions/tokens.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import type { Mentionable } from '../../ui/mention-area.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';

const NONE: readonly Row<'contact'>[] = [];

/** Whom the brand on screen mentions. */
export function usePeople(): readonly Row<'contact'>[] {
  const brand = useBrand();
  return useLiveQuery('contacts', { brandId: brand.id }).data ?? NONE;
}

const told = (handles: Partial<Record<Platform, string>>) =>
  Object.entries(handles)
    .map(([platform, handle]) => `${platformNames[platform as Platform]} @${handle}`)
    .join(' · ');

/**
 * Who `@` offers in a post: people that are saved, then those who commented lately. One of these is saved when they are put
 * in, so that they are found again and can be given names on other platforms.
 */
export function useMentionables(): { people: readonly Mentionable[]; onMention(person: Mentionable): void } {
  const brand = useBrand();
  const saved = usePeople();
  const met = useLiveQuery('peopleMet', { brandId: brand.id }).data;
  const people = useMemo(
    () => [
      ...saved.map(({ id, name, handles }) => ({ id, name, put: tokenOf(name), detail: told(handles) })),
      ...(met ?? []).map(({ platform, handle, name }) => ({
        id: `${platform}-${handle}`,
        name: name || handle,
        put: tokenOf(name || handle),
        detail: told({ [platform]: handle }),
      })),
    ],
    [saved, met],
  );
  function onMention({ id, name }: Mentionable) {
    const found = met?.find(({ platform, handle }) => id === `${platform}-${handle}`);
    if (!found) return;
    const args = { id: newId(), brand_id: brand.id, handles: { [found.platform]: found.handle } };
    void mutate('contact.create', { ...args, name: name.slice(0, 200) });
  }
  return { people, onMention };
}
