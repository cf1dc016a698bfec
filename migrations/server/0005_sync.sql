-- What desktops may hold (sync.rows), its log, and what became of each mutation. Everything here belongs to
-- pillarbox_sync; no other role has a grant, so a person's or a worker's statement reaches it through triggers only.

-- The projection. Its columns never change: one stream per scope, whatever kinds there are.
create table sync.rows (
  scope text not null,
  kind text not null,
  id text not null,
  data jsonb not null,
  primary key (scope, kind, id)
);
create index rows_clients on sync.rows (id) where kind = 'client';

-- Every change of sync.rows. It is written without a position; a sequencer numbers committed transactions, because an
-- order taken while writing is not the order of commits. Entries of one transaction share a position.
create table sync.log (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  scope text not null,
  kind text not null,
  id text not null,
  operation text not null check (operation in ('insert', 'update', 'delete')),
  data jsonb,
  position bigint,
  op int,
  at timestamptz not null default now(),
  check ((operation = 'delete') = (data is null)),
  check ((position is null) = (op is null))
);
create index log_waiting on sync.log (seq) where position is null;
create index log_read on sync.log (scope, position, op) where position is not null;

create table sync.meta (
  one boolean primary key default true check (one),
  -- Names this server's data to desktops for good: a restored backup, or another address, is still the same server.
  server_id uuid not null default gen_random_uuid(),
  -- Which database this is; a handle from another one is refused.
  system_id text not null,
  -- Raised by a restore: positions after it mean something else.
  epoch int not null default 1,
  last_position bigint not null default 0,
  -- Entries up to here may be gone.
  floor bigint not null default 0
);

create table sync.clients (
  id uuid primary key,
  person_id uuid not null,
  last_id bigint not null default 0,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create index clients_seen on sync.clients (seen_at);

-- Kept for good: a mutation sent again years later gets the same answer. One row per (client, id); `resent` rows are
-- the same mutation under another client id (a restored or copied replica), so a uuid has one row that is not.
create table sync.outcomes (
  client_id uuid not null references sync.clients (id),
  mutation_id bigint not null,
  uuid uuid not null,
  resent boolean not null,
  name text not null check (length(name) <= 80),
  -- The scope whose stream acknowledges it; null where there is nothing to acknowledge.
  home text,
  outcome jsonb not null,
  decided_at timestamptz not null default now(),
  primary key (client_id, mutation_id)
);
create unique index outcomes_uuid on sync.outcomes (uuid) where not resent;

-- Names the cluster and the database in it; an empty text where the server may not know.
create function sync.current_system_id() returns text language plpgsql stable set search_path = pg_catalog as $$
begin
  return (select c.system_identifier || '/' || d.oid from pg_control_system() c, pg_database d
           where d.datname = current_database());
exception when insufficient_privilege then
  return '';
end $$;
insert into sync.meta (system_id)
  select coalesce(nullif(sync.current_system_id(), ''), gen_random_uuid()::text);

-- Keeping sync.rows -------------------------------------------------------------------------------------------------

create function sync.planning(brand uuid) returns text language sql immutable
  return 'brand:' || brand || ':planning';
create function sync.engagement(brand uuid) returns text language sql immutable
  return 'brand:' || brand || ':engagement';
create function sync.person(person uuid) returns text language sql immutable
  return 'person:' || person;

create function sync.put(in_scope text, in_kind text, in_id text, in_data jsonb) returns void language sql as $$
  insert into sync.rows (scope, kind, id, data) values (in_scope, in_kind, in_id, in_data)
  on conflict (scope, kind, id) do update set data = excluded.data where rows.data is distinct from excluded.data
$$;

create function sync.leave(in_scope text, in_kind text, in_id text) returns void language sql as $$
  delete from sync.rows where scope = in_scope and kind = in_kind and id = in_id
$$;

create function sync.record_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into sync.log (scope, kind, id, operation) values (old.scope, old.kind, old.id, 'delete');
  else
    insert into sync.log (scope, kind, id, operation, data)
      values (new.scope, new.kind, new.id, lower(tg_op), new.data);
  end if;
  -- Equal notifications of one transaction are sent once, at its commit.
  perform pg_notify('pillarbox_sync', 'raw');
  return null;
end $$;
create trigger record_change after insert or update or delete on sync.rows
  for each row execute function sync.record_change();

-- Content: one trigger function per kind, from an explicit list of columns (nothing private can slip in). `n` is the
-- new row. A row with deleted_at leaves.
do $do$
declare k record;
begin
  for k in select * from (values
    ('pillar', 'pillars', 'planning', $c$
      'id', n.id, 'brand_id', n.brand_id, 'name', n.name, 'description', n.description, 'color', n.color,
      'position', n.position, 'share', n.share,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$),
    ('schedule', 'schedules', 'planning', $c$
      'id', n.id, 'brand_id', n.brand_id, 'name', n.name, 'time_zone', n.time_zone, 'slots', n.slots,
      'paused', n.paused,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$),
    ('post', 'posts', 'planning', $c$
      'id', n.id, 'brand_id', n.brand_id, 'pillar_id', n.pillar_id, 'title', n.title, 'caption', n.caption,
      'notes', n.notes, 'hashtags', n.hashtags, 'link', n.link, 'status', n.status,
      'scheduled_at', app.iso(n.scheduled_at), 'wall_time', n.wall_time, 'time_zone', n.time_zone,
      'schedule_id', n.schedule_id, 'slot_key', n.slot_key, 'created_by', n.created_by,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$),
    ('target', 'targets', 'planning', $c$
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'connection_id', n.connection_id, 'text', n.text,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$),
    ('connection', 'connections', 'planning', $c$
      'id', n.id, 'brand_id', n.brand_id, 'platform', n.platform, 'holder', n.holder, 'device_id', n.device_id,
      'handle', n.handle, 'display_name', n.display_name, 'remote_account_id', n.remote_account_id,
      'service_url', n.service_url, 'status', n.status, 'status_code', n.status_code,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$),
    ('publication', 'publications', 'planning', $c$
      'id', n.id, 'brand_id', n.brand_id, 'subject', n.subject, 'subject_id', n.subject_id, 'post_id', n.post_id,
      'connection_id', n.connection_id, 'occurrence', n.occurrence, 'state', n.state,
      'due_at', app.iso(n.due_at), 'published_at', app.iso(n.published_at), 'late_ms', n.late_ms,
      'remote_id', n.remote_id, 'url', n.url, 'tries', n.tries, 'next_try_at', app.iso(n.next_try_at),
      'error_code', n.error_code, 'error_class', n.error_class, 'error_message', n.error_message,
      'updated_at', app.iso(n.updated_at) $c$),
    ('notice', 'notices', 'planning', $c$
      'id', n.id, 'brand_id', n.brand_id, 'code', n.code, 'params', n.params, 'about_kind', n.about_kind,
      'about_id', n.about_id, 'created_at', app.iso(n.created_at) $c$),
    ('comment', 'comments', 'engagement', $c$
      'id', n.id, 'brand_id', n.brand_id, 'connection_id', n.connection_id, 'post_id', n.post_id,
      'remote_id', n.remote_id, 'parent_remote_id', n.parent_remote_id, 'url', n.url,
      'author_name', n.author_name, 'author_handle', n.author_handle, 'text', n.text,
      'commented_at', app.iso(n.commented_at), 'status', n.status, 'assigned_to', n.assigned_to,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$),
    ('reply', 'replies', 'engagement', $c$
      'id', n.id, 'brand_id', n.brand_id, 'comment_id', n.comment_id, 'connection_id', n.connection_id,
      'text', n.text, 'created_by', n.created_by,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$)
  ) as kinds (kind, source, family, columns)
  loop
    execute format($f$
      create function sync.project_%2$s() returns trigger language plpgsql
        security definer set search_path = pg_catalog, pg_temp as $body$
      declare n app.%2$I;
      begin
        if tg_op = 'DELETE' then
          perform sync.leave(sync.%3$s(old.brand_id), %1$L, old.id::text);
          return null;
        end if;
        n := new;
        if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id or n.deleted_at is not null) then
          perform sync.leave(sync.%3$s(old.brand_id), %1$L, old.id::text);
        end if;
        if n.deleted_at is null then
          perform sync.put(sync.%3$s(n.brand_id), %1$L, n.id::text, jsonb_build_object(%4$s));
        end if;
        return null;
      end $body$ $f$, k.kind, k.source, k.family, k.columns);
    execute format('create trigger project after insert or update or delete on app.%1$I '
                   'for each row execute function sync.project_%1$s()', k.source);
  end loop;
end $do$;

-- People, organizations, brands: computed rows. ----------------------------------------------------------------------

-- Two transactions that each change half of "who may open what" must not miss each other: whoever computes it for an
-- organization or a person waits for the other to commit. Organization before person, everywhere.
create function sync.lock(what text, id uuid) returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('sync.' || what || ':' || id, 0))
$$;

-- Who may open a brand, with the strongest of their roles; nobody once it is deleted.
create function sync.people_of(brand uuid) returns table (
  person_id uuid, name text, email text, role app.role, organization_id uuid, organization_name text, brand_name text
) language sql stable as $$
  select p.id, p.name, p.email, min(m.role), o.id, o.name, b.name
    from app.brands b
    join app.organizations o on o.id = b.organization_id
    join app.memberships m on m.organization_id = b.organization_id and (m.brand_id is null or m.brand_id = b.id)
    join app.people p on p.id = m.person_id
   where b.id = brand and b.deleted_at is null
   group by p.id, o.id, b.id
$$;

-- Makes the member and access rows of a brand what they should be.
-- only_person: null for everybody.
create function sync.refresh_members(brand uuid, only_person uuid) returns void language plpgsql as $$
declare r record;
begin
  for r in
    select (m.data ->> 'person_id')::uuid as person_id, m.id from sync.rows m
     where m.scope = sync.planning(brand) and m.kind = 'member'
       and (only_person is null or m.id = brand || ':' || only_person)
       and not exists (select from sync.people_of(brand) p where m.id = brand || ':' || p.person_id)
  loop
    perform sync.leave(sync.planning(brand), 'member', r.id);
    perform sync.leave(sync.person(r.person_id), 'access', brand::text);
    -- Polls this person holds anywhere end.
    perform pg_notify('pillarbox_sync', 'access ' || r.person_id);
  end loop;
  -- Somebody may be changing their name right now; the next statement sees it.
  for r in select p.person_id from sync.people_of(brand) p
            where only_person is null or p.person_id = only_person order by 1 loop
    perform sync.lock('person', r.person_id);
  end loop;
  for r in select * from sync.people_of(brand) p where only_person is null or p.person_id = only_person loop
    perform sync.put(sync.planning(brand), 'member', brand || ':' || r.person_id, jsonb_build_object(
      'id', brand || ':' || r.person_id, 'brand_id', brand, 'person_id', r.person_id,
      'name', r.name, 'email', r.email, 'role', r.role));
    perform sync.put(sync.person(r.person_id), 'access', brand::text, jsonb_build_object(
      'id', brand, 'organization_id', r.organization_id, 'organization_name', r.organization_name,
      'brand_name', r.brand_name, 'role', r.role));
  end loop;
end $$;

-- An organization shows to those who belong to all of it; who has one brand only knows its name from there.
create function sync.refresh_organization(organization uuid, person uuid) returns void language plpgsql as $$
declare data jsonb;
begin
  select jsonb_build_object('id', o.id, 'name', o.name, 'personal', o.personal, 'role', m.role) into data
    from app.organizations o join app.memberships m on m.organization_id = o.id
   where o.id = organization and m.person_id = person and m.brand_id is null;
  if data is null then
    perform sync.leave(sync.person(person), 'organization', organization::text);
  else
    perform sync.put(sync.person(person), 'organization', organization::text, data);
  end if;
end $$;

create function sync.project_people() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare brand uuid;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.person(old.id), 'person', old.id::text);
    return null;
  end if;
  perform sync.lock('person', new.id);
  perform sync.put(sync.person(new.id), 'person', new.id::text,
                   jsonb_build_object('id', new.id, 'email', new.email, 'name', new.name));
  if tg_op = 'UPDATE' and (old.name, old.email) is distinct from (new.name, new.email) then
    for brand in select r.id::uuid from sync.rows r where r.scope = sync.person(new.id) and r.kind = 'access' loop
      perform sync.refresh_members(brand, new.id);
    end loop;
  end if;
  return null;
end $$;

create function sync.project_organizations() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare found uuid;
begin
  if (old.name, old.personal) is not distinct from (new.name, new.personal) then return null; end if;
  perform sync.lock('organization', new.id);
  for found in select b.id from app.brands b where b.organization_id = new.id order by b.id loop
    perform sync.refresh_members(found, null);
  end loop;
  for found in select m.person_id from app.memberships m
                where m.organization_id = new.id and m.brand_id is null order by 1 loop
    perform sync.refresh_organization(new.id, found);
  end loop;
  return null;
end $$;

create function sync.refresh_membership(m app.memberships) returns void language plpgsql as $$
declare brand uuid;
begin
  perform sync.lock('organization', m.organization_id);
  if m.brand_id is not null then
    perform sync.refresh_members(m.brand_id, m.person_id);
    return;
  end if;
  for brand in select b.id from app.brands b where b.organization_id = m.organization_id order by b.id loop
    perform sync.refresh_members(brand, m.person_id);
  end loop;
  perform sync.refresh_organization(m.organization_id, m.person_id);
end $$;

create function sync.project_memberships() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    perform sync.refresh_membership(old);
  else
    if tg_op = 'UPDATE' and (old.organization_id, old.brand_id, old.person_id)
                            is distinct from (new.organization_id, new.brand_id, new.person_id) then
      perform sync.refresh_membership(old);
    end if;
    perform sync.refresh_membership(new);
  end if;
  return null;
end $$;

create function sync.project_brands() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    perform sync.lock('organization', old.organization_id);
    perform sync.refresh_members(old.id, null);
    delete from sync.rows where scope in (sync.planning(old.id), sync.engagement(old.id));
    return null;
  end if;
  if new.deleted_at is null then
    perform sync.put(sync.planning(new.id), 'brand', new.id::text, jsonb_build_object(
      'id', new.id, 'organization_id', new.organization_id, 'name', new.name, 'time_zone', new.time_zone,
      'week_starts_on', new.week_starts_on, 'grace_minutes', new.grace_minutes,
      'created_at', app.iso(new.created_at), 'updated_at', app.iso(new.updated_at), 'version', new.version));
  else
    perform sync.leave(sync.planning(new.id), 'brand', new.id::text);
  end if;
  if tg_op = 'INSERT' or (old.name, old.organization_id, old.deleted_at is null)
                         is distinct from (new.name, new.organization_id, new.deleted_at is null) then
    perform sync.lock('organization', new.organization_id);
    perform sync.refresh_members(new.id, null);
  end if;
  return null;
end $$;

create trigger project after insert or update or delete on app.people
  for each row execute function sync.project_people();
create trigger project after update on app.organizations
  for each row execute function sync.project_organizations();
create trigger project after insert or update or delete on app.memberships
  for each row execute function sync.project_memberships();
create trigger project after insert or update or delete on app.brands
  for each row execute function sync.project_brands();

-- Ownership, policies, and nothing for anybody else. -----------------------------------------------------------------
do $$
declare t text; f regprocedure;
begin
  foreach t in array array['rows', 'log', 'meta', 'clients', 'outcomes'] loop
    execute format('alter table sync.%I enable row level security', t);
    execute format('alter table sync.%I force row level security', t);
    execute format('create policy owner on sync.%I to pillarbox_sync using (true) with check (true)', t);
    execute format('alter table sync.%I owner to pillarbox_sync', t);
  end loop;
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'sync'::regnamespace loop
    execute format('alter function %s owner to pillarbox_sync', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
