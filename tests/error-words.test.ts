import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (pattern: string) =>
  globSync(pattern, { cwd: root })
    .filter((file) => !/\.test\.ts$|testing|test-server/.test(file))
    .map((file) => readFileSync(resolve(root, file), 'utf8'))
    .join('\n');

/** Codes that only a program or whoever runs the server meets; the message that comes with them is their sentence. */
const FOR_PROGRAMS = new Set([
  // starting a server, and its commands
  ...[
    'config_invalid',
    'invalid_config',
    'port_in_use',
    'move_incomplete',
    'nothing_to_move',
    'vault_key_file',
    'already_applied',
  ],
  ...['database_encoding', 'database_locale', 'database_newer', 'database_roles', 'postgres_version'],
  ...[
    'migration_failed',
    'migration_changed',
    'migration_missing',
    'migration_order',
    'postgres_data_missing',
  ],
  ...[
    'postgres_major',
    'postgres_missing',
    'postgres_owner',
    'node_too_old',
    'already_running',
    'app_incomplete',
  ],
  // between our own programs
  ...[
    'client_forked',
    'client_gap',
    'client_owned',
    'unknown_method',
    'unknown_scope',
    'unknown_subscription',
  ],
  ...['electric_refused', 'electric_unreachable', 'kept', 'unsupported_media_type'],
  // the Sandbox's own API, which its connector translates
  ...['sandbox_content_refused', 'sandbox_handle_invalid', 'sandbox_handle_taken'],
]);

test('every code that is thrown or recorded has a sentence and a next step for people', () => {
  const source = read('{server,main,shared}/**/*.ts');
  const thrown = [...source.matchAll(/new (?:AppError|Rejection)\(\s*'([a-z_]+)'/g)];
  const recorded = [
    ...read('{server/publisher,shared/connectors,main/connections}/**/*.ts').matchAll(/\bcode: '([a-z_]+)'/g),
  ];
  const codes = new Set([...thrown, ...recorded].map(([, code]) => code ?? ''));
  expect(codes.size).toBeGreaterThan(80);

  const words = new Set(said());
  expect([...codes].filter((code) => !words.has(code) && !FOR_PROGRAMS.has(code)).sort()).toEqual([]);
});

test('a code has its words in one place only', () => {
  const codes = said();
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
});

/** The codes that have words, from every slice's file: what stands before the exported list is shared by several. */
const said = () =>
  read('renderer/app/error-words/*.ts')
    .split(/^export const \w+ = \{$/m)
    .slice(1)
    .flatMap((slice) => [...slice.slice(0, slice.indexOf('\n}')).matchAll(/^ {2}([a-z_]+)[:,]/gm)])
    .map(([, code]) => code ?? '');
