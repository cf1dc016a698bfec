import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { createLog } from '../log.ts';
import { MIGRATIONS_FOLDER, SCHEMAS } from './migrate.ts';

/** The committed dump: what all migrations together make. Reviews read it; a test compares it on both engines. */
export const SCHEMA_FILE = join(MIGRATIONS_FOLDER, 'schema.txt');

/**
 * Describes our schemas from the catalogs as text: the same for every major we run on, whoever owns them.
 * @param url connects as the owner
 */
export async function dumpSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Types and functions are then written with their schema wherever they appear.
    await client.query('set search_path = pg_catalog');
    const sections: string[] = [];
    for (const [title, text] of SECTIONS) {
      const { rows } = await client.query<{ line: string }>(text, [SCHEMAS]);
      sections.push(`## ${title}\n\n${rows.map(({ line }) => line).join('\n')}\n`);
    }
    return `${sections.join('\n')}`;
  } finally {
    await client.end();
  }
}

// Owners are whoever ran the migrations; what they may do is no news. MAINTAIN exists from 17 on.
const grants = (acl: string, kind: string, owner: string) => `(
  select string_agg(line, '; ' order by line) from (
    select coalesce(r.rolname, 'public') || ': ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type)
           || case when bool_or(a.is_grantable) then ' with grant option' else '' end as line
    from aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) a left join pg_roles r on r.oid = a.grantee
    where a.grantee <> ${owner} and a.privilege_type <> 'MAINTAIN'
    group by r.rolname) g)`;

const inOurs = "n.nspname = any($1) and c.relkind in ('r', 'p', 'v', 'm', 'S')";
const name = "n.nspname || '.' || c.relname";

const SECTIONS: [title: string, query: string][] = [
  [
    'Schemas',
    `select n.nspname || coalesce(' [' || ${grants('n.nspacl', 'n', 'n.nspowner')} || ']', '') as line
     from pg_namespace n where n.nspname = any($1) order by n.nspname collate "C"`,
  ],
  [
    'Roles',
    `select rolname || case when rolsuper then ' superuser' else '' end || case when rolbypassrls then ' bypassrls' else '' end
       || case when rolcanlogin then ' login' else ' nologin' end as line
     from pg_roles where $1::text[] is not null and rolname like 'pillarbox\\_%' order by rolname collate "C"`,
  ],
  [
    'Relations',
    `select ${name} || ' ' || case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end
       || case c.relpersistence when 'u' then ' unlogged' else '' end
       || case when c.relrowsecurity then ' rls' else '' end || case when c.relforcerowsecurity then ' forced' else '' end
       || coalesce(' (' || array_to_string(c.reloptions, ', ') || ')', '')
       || coalesce(E'\\n  ' || case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end, '')
       || coalesce(' [' || ${grants('c.relacl', 'r', 'c.relowner')} || ']', '') as line
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${inOurs} order by n.nspname collate "C", c.relname collate "C"`,
  ],
  [
    'Columns',
    `select ${name} || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || case when a.attidentity <> '' then ' identity ' || case a.attidentity when 'a' then 'always' else 'by default' end else '' end
       || coalesce(case when a.attgenerated <> '' then ' generated ' else ' default ' end || pg_get_expr(d.adbin, d.adrelid), '')
       || coalesce(' collate ' || nullif(co.collname, 'default'), '')
       || coalesce(' [' || case when a.attacl is not null then ${grants('a.attacl', 'c', 'c.relowner')} end || ']', '') as line
     from pg_attribute a
     join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     left join pg_collation co on co.oid = a.attcollation
     where n.nspname = any($1) and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
     order by n.nspname collate "C", c.relname collate "C", a.attname collate "C"`,
  ],
  [
    // From 18 on a NOT NULL is a constraint too; the columns say it already.
    'Constraints',
    `select ${name} || ' ' || o.conname || ': ' || pg_get_constraintdef(o.oid) as line
     from pg_constraint o join pg_class c on c.oid = o.conrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and o.contype <> 'n'
     order by n.nspname collate "C", c.relname collate "C", o.conname collate "C"`,
  ],
  [
    'Indexes',
    `select pg_get_indexdef(i.indexrelid) as line
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) order by n.nspname collate "C", c.relname collate "C"`,
  ],
  [
    'Policies',
    `select ${name} || ' ' || p.polname || case when p.polpermissive then '' else ' restrictive' end
       || ' for ' || case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end
       || ' to ' || (select string_agg(coalesce(r.rolname, 'public'), ', ' order by r.rolname collate "C")
                     from unnest(p.polroles) m left join pg_roles r on r.oid = m)
       || coalesce(E'\\n  using ' || pg_get_expr(p.polqual, p.polrelid), '')
       || coalesce(E'\\n  with check ' || pg_get_expr(p.polwithcheck, p.polrelid), '') as line
     from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) order by n.nspname collate "C", c.relname collate "C", p.polname collate "C"`,
  ],
  [
    'Triggers',
    `select pg_get_triggerdef(t.oid) || case t.tgenabled when 'O' then '' else ' -- enabled: ' || t.tgenabled::text end as line
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and not t.tgisinternal
     order by n.nspname collate "C", c.relname collate "C", t.tgname collate "C"`,
  ],
  [
    'Types',
    `select n.nspname || '.' || t.typname || ' ' || case t.typtype
         when 'e' then 'enum (' || (select string_agg(e.enumlabel, ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) || ')'
         when 'd' then 'domain ' || format_type(t.typbasetype, t.typtypmod)
           || coalesce(' ' || (select string_agg(pg_get_constraintdef(o.oid), ' ' order by o.conname collate "C")
                               from pg_constraint o where o.contypid = t.oid and o.contype <> 'n'), '')
         else 'composite' end as line
     from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
     where n.nspname = any($1) and (t.typtype in ('e', 'd') or (t.typtype = 'c' and c.relkind = 'c'))
     order by n.nspname collate "C", t.typname collate "C"`,
  ],
  [
    'Functions',
    `select pg_get_functiondef(p.oid)
       || coalesce('[' || ${grants('p.proacl', 'f', 'p.proowner')} || E']\\n', '') as line
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = any($1) and p.prokind in ('f', 'p')
     order by n.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`,
  ],
];

// `npm run schema`: writes the file anew from an empty database on the embedded engine.
if (import.meta.main) {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { startEmbeddedPostgres } = await import('./embedded.ts');
  const { migrate } = await import('./migrate.ts');
  const dataHome = await mkdtemp(join(tmpdir(), 'pillarbox-schema-'));
  const postgres = await startEmbeddedPostgres({
    dataHome,
    log: createLog({ level: 'warn' }),
    settings: { fsync: 'off' },
  });
  try {
    await migrate({ url: postgres.url });
    await writeFile(SCHEMA_FILE, await dumpSchema(postgres.url));
    console.log(`Wrote ${SCHEMA_FILE}`);
  } finally {
    await postgres.stop();
    await postgres.remove();
    await rm(dataHome, { recursive: true });
  }
}
