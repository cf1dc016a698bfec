import { describe, expect, it } from 'vitest';
import type { HookView } from '../../../shared/queries.ts';
import { chosenHooks, NO_HOOK_FILTER, pastedHooks, valuesOf } from './hooks-list.ts';

const hook = (text: string, rest: Partial<HookView> = {}): HookView => ({
  id: text,
  brand_id: 'b',
  text,
  type: '',
  category: '',
  season: '',
  place: '',
  urgency: 'calm',
  score: null,
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-01T08:00:00.000Z',
  version: 1,
  uses: 0,
  last_used_at: null,
  ...rest,
});
const hooks = [
  hook('Nobody tells you this', { category: 'Secrets', uses: 2, last_used_at: '2026-11-10T08:00:00.000Z' }),
  hook('Café at five', { category: 'Place', season: 'Winter', place: 'Harbour' }),
  hook('Before you buy', { category: 'Secrets', uses: 1 }),
];
const texts = (filter: Partial<typeof NO_HOOK_FILTER>) =>
  chosenHooks(hooks, { ...NO_HOOK_FILTER, ...filter }).map(({ text }) => text);

describe('the hooks library', () => {
  it('finds hooks by all their words, accents aside', () => {
    expect(texts({ text: 'cafe harbour' })).toEqual(['Café at five']);
    expect(texts({ text: 'nothing' })).toEqual([]);
    expect(texts({ category: 'Secrets', text: 'buy' })).toEqual(['Before you buy']);
    expect(texts({ season: 'Winter' })).toEqual(['Café at five']);
  });

  it('puts them in the order asked for', () => {
    expect(texts({ sort: 'used' })).toEqual(['Nobody tells you this', 'Before you buy', 'Café at five']);
    expect(texts({ sort: 'unused' })[0]).toBe('Café at five');
    expect(texts({ sort: 'words' })[0]).toBe('Before you buy');
    expect(valuesOf(hooks, 'category')).toEqual(['Place', 'Secrets']);
  });

  it('takes pasted lines as they are meant', () => {
    const text = '1. First line\r\n- Second line\n\n• second LINE\nBefore you buy\n3 things you miss';
    expect(pastedHooks(text, ['Before you buy'])).toEqual(['First line', 'Second line', '3 things you miss']);
  });
});
