import { AppError } from '../../shared/errors.ts';
import { query } from './postgres-process.ts';

/**
 * What must hold for a database before it is used, whoever runs it.
 * @throws AppError postgres_version | database_encoding | database_locale, each with the way out
 */
export async function checkDatabase(url: string): Promise<void> {
  const [found] = await query<{ version: number; encoding: string; ctype: string }>(
    url,
    `select current_setting('server_version_num')::int as version, pg_encoding_to_char(encoding) as encoding,
            datctype as ctype from pg_database where datname = current_database()`,
  );
  if (!found) throw new Error('The database does not describe itself.');
  if (found.version < 150_000) {
    throw new AppError(
      'postgres_version',
      `PostgreSQL 15 or newer is needed; this is ${Math.floor(found.version / 10_000)}.`,
    );
  }
  const recipe =
    "create database pillarbox template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'";
  if (found.encoding !== 'UTF8') {
    throw new AppError(
      'database_encoding',
      `The database is encoded in ${found.encoding}, not UTF8. Make another: ${recipe}`,
    );
  }
  if (found.ctype === 'C' || found.ctype === 'POSIX') {
    // Trigram search would drop everything that is not ASCII, silently.
    throw new AppError(
      'database_locale',
      `The database has lc_ctype "${found.ctype}". Make another: ${recipe}`,
    );
  }
}

/**
 * After the migrations: the roles that work runs under must be held by row-level security.
 * @throws AppError database_roles
 */
export async function checkRoles(url: string): Promise<void> {
  const roles = await query<{ name: string }>(
    url,
    `select rolname as name from pg_roles
      where rolname in ('pillarbox_app', 'pillarbox_system', 'pillarbox_sync') and (rolsuper or rolbypassrls)`,
  );
  if (roles.length === 0) return;
  const names = roles.map(({ name }) => name);
  throw new AppError(
    'database_roles',
    `These roles can pass row-level security: ${names.join(', ')}. Run: ${names
      .map((name) => `alter role ${name} nosuperuser nobypassrls;`)
      .join(' ')}`,
  );
}
