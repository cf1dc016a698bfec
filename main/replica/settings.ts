import type { Database } from 'better-sqlite3';

/** Small JSON values that survive a restart (last view, last brand, theme). */
export type Settings = {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  all(): Record<string, unknown>;
};

export function createSettings(db: Database): Settings {
  const get = db.prepare<[string], string>('select value from settings where key = ?').pluck();
  const put = db.prepare(
    'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  );
  const all = db.prepare<[], { key: string; value: string }>('select key, value from settings');
  return {
    get(key) {
      const text = get.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    set: (key, value) => void put.run(key, JSON.stringify(value ?? null)),
    all: () => Object.fromEntries(all.all().map(({ key, value }) => [key, JSON.parse(value)])),
  };
}
