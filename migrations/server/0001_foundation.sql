-- Schemas, roles and the two functions every policy uses.
-- Roles belong to the whole cluster, so another database may have made them already.
create schema app;       -- what people make and own
create schema identity;  -- accounts, sessions, tokens to sign in
create schema secrets;   -- platform tokens, sealed
create schema sync;      -- the projection desktops read, its log, mutation outcomes

do $$
declare name text;
begin
  foreach name in array array['pillarbox_app', 'pillarbox_system', 'pillarbox_sync'] loop
    begin
      execute format('create role %I nologin nobypassrls', name);
    exception when duplicate_object then null;
    end;
    -- The connecting user may be an ordinary owner (a hosted Postgres): it must be able to SET ROLE to each.
    if not pg_has_role(current_user, name, 'member') then
      execute format('grant %I to current_user', name);
    end if;
  end loop;
end $$;

-- app: a signed-in person's own work, behind policies. system: workers. sync: owner of the projection.
grant usage on schema app to pillarbox_app, pillarbox_system, pillarbox_sync;
grant usage on schema identity to pillarbox_system, pillarbox_sync;
grant usage on schema secrets to pillarbox_system;
grant usage, create on schema sync to pillarbox_sync;
grant usage on schema sync to pillarbox_system;

-- Who this transaction works for; null outside a person's transaction.
create function app.person_id() returns uuid language sql stable
  set search_path = pg_catalog
  as $$ select nullif(current_setting('app.person_id', true), '')::uuid $$;

-- The one text form of an instant: what rows carry, what the replica stores and compares.
create function app.iso(t timestamptz) returns text language sql immutable
  set search_path = pg_catalog
  as $$ select to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
