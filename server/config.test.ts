import { expect, it } from 'vitest';
import { configHelp, defaultDataHome, readConfig } from './config.ts';

const key = Buffer.alloc(32, 1).toString('base64');

it('has a default for everything', () => {
  expect(readConfig({})).toMatchObject({
    port: 4820,
    host: '127.0.0.1',
    publicUrl: undefined,
    databaseUrl: undefined,
    electric: undefined,
    supabase: undefined,
    vaultKeys: undefined,
    logLevel: 'info',
    publisher: { enabled: true, intervalMs: 2000 },
    connectors: { SANDBOX: true, X_API_URL: 'https://api.x.com', X_CLIENT_ID: undefined },
  });
});

it('takes an empty variable for an unset one', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '  ', PUBLISHER: '' })).toEqual(readConfig({}));
});

it('publishes nothing by a clock that stands still', () => {
  const { clock, publisher } = readConfig({ PILLARBOX_NOW: '2026-11-18T10:40:00Z', PUBLISHER: 'on' });
  expect(clock.now().toISOString()).toBe('2026-11-18T10:40:00.000Z');
  expect(publisher.enabled).toBe(false);
  expect(() => readConfig({ PILLARBOX_NOW: 'today' })).toThrow(/PILLARBOX_NOW must be an instant/);
});

it('reads what is set', () => {
  const config = readConfig({
    PORT: '0',
    PUBLIC_URL: 'https://plan.example.test/',
    PILLARBOX_DATA: '/srv/pillarbox',
    DATABASE_URL: 'postgresql://a:b@db/pillarbox',
    ELECTRIC_URL: 'http://electric:3000/',
    ELECTRIC_SECRET: 's',
    SUPABASE_URL: 'https://x.supabase.co',
    SUPABASE_ANON_KEY: 'anon',
    PILLARBOX_VAULT_KEYS: `new:${key},old:${Buffer.alloc(32, 2).toString('base64')}`,
    SANDBOX: 'off',
    PUBLISHER_INTERVAL_MS: '250',
  });
  expect(config).toMatchObject({
    port: 0,
    publicUrl: 'https://plan.example.test',
    dataHome: '/srv/pillarbox',
    electric: { url: 'http://electric:3000', secret: 's' },
    supabase: { url: 'https://x.supabase.co', anonKey: 'anon' },
    publisher: { intervalMs: 250 },
    connectors: { SANDBOX: false },
  });
  expect(config.vaultKeys?.map(({ id, key: bytes }) => [id, bytes.length])).toEqual([
    ['new', 32],
    ['old', 32],
  ]);
});

it('names every bad variable and what is wrong, but never shows its value', () => {
  const read = () =>
    readConfig({
      PORT: '70000',
      PUBLIC_URL: 'ftp://secret.test',
      DATABASE_URL: 'mysql://root:hunter2@db',
      PILLARBOX_VAULT_KEYS: 'k:c2hvcnQ=',
      LOG_LEVEL: 'loud',
      SANDBOX: 'yes',
      PUBLISHER_INTERVAL_MS: '1.5',
      SUPABASE_URL: 'https://x.supabase.co',
    });
  expect(read).toThrow(
    [
      'The configuration is not valid:',
      '  PORT must be from 0 to 65535',
      '  PUBLIC_URL must be an address starting with http:// or https://',
      '  DATABASE_URL must be an address starting with postgres:// or postgresql://',
      '  PILLARBOX_VAULT_KEYS must be "id:key[,id:key]" with different ids and keys of 32 bytes in base64',
      '  LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent',
      '  PUBLISHER_INTERVAL_MS must be a whole number',
      '  SANDBOX must be "on" or "off"',
      '  SUPABASE_ANON_KEY is needed with SUPABASE_URL',
    ].join('\n'),
  );
  expect(read).not.toThrow(/hunter2/);
});

it('refuses two vault keys of one id: which of them opens a secret would be chance', () => {
  expect(() => readConfig({ PILLARBOX_VAULT_KEYS: `a:${key},a:${key}` })).toThrow(/different ids/);
});

it('serves tables to tests of shape clients only where it is told to, and nobody else can reach it', () => {
  expect(readConfig({}).shapeTest).toBeUndefined();
  const schemas = { PILLARBOX_SHAPE_TEST_SCHEMAS: 'electric_test, public' };
  expect(readConfig(schemas).shapeTest).toEqual({
    schemas: ['electric_test', 'public'],
    chunkBytes: 10_485_760,
    allowDelete: false,
  });
  expect(readConfig({ ...schemas, PUBLIC_URL: 'http://localhost:4820' }).shapeTest).toBeDefined();
  for (const env of [{ HOST: '0.0.0.0' }, { PUBLIC_URL: 'https://x.test' }, { NODE_ENV: 'production' }]) {
    expect(() => readConfig({ ...schemas, ...env })).toThrow(/PILLARBOX_SHAPE_TEST_SCHEMAS must not be set/);
  }
  for (const name of ['app', 'identity', 'sync', 'pg_catalog', 'a,,b']) {
    expect(() => readConfig({ PILLARBOX_SHAPE_TEST_SCHEMAS: name })).toThrow(/must name schemas/);
  }
});

it('keeps data where each system keeps it', () => {
  expect(defaultDataHome('linux', { XDG_DATA_HOME: '/x' })).toBe('/x/pillarbox/server');
  expect(defaultDataHome('linux', { XDG_DATA_HOME: 'relative' })).toMatch(
    /\.local\/share\/pillarbox\/server$/,
  );
  expect(defaultDataHome('darwin', {})).toMatch(/Library\/Application Support\/Pillarbox\/server$/);
  expect(defaultDataHome('win32', { LOCALAPPDATA: '/l' })).toContain('Pillarbox');
});

it('explains every variable it reads', () => {
  for (const name of ['PORT', 'PUBLIC_URL', 'PILLARBOX_VAULT_KEYS', 'PUBLISHER_INTERVAL_MS']) {
    expect(configHelp()).toMatch(new RegExp(`^ {2}${name}\\n {6}\\S.+\\n {6}Default: .+`, 'm'));
  }
});
