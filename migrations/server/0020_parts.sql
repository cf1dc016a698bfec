-- What goes out after a post: the posts of its thread, and the first comment below it. Each is a step of its own in the
-- ledger, due once what it follows is out.
create table app.post_parts (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid not null,
  connection_id uuid,
  role text not null check (role in ('thread', 'first_comment')),
  rank text not null check (length(rank) <= 200),
  text text not null check (length(text) <= 100000),
  asset_ids jsonb not null check (jsonb_typeof(asset_ids) = 'array'),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id) on delete cascade,
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);
create index on app.post_parts (post_id);
create index on app.post_parts (connection_id) where connection_id is not null;
select app.make_kind('part', 'post_parts', array['post_id', 'connection_id', 'role', 'rank', 'text', 'asset_ids']);

-- A part may not change its post behind the checks of the one it says it belongs to.
create function app.guard_part() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.brand_id, new.post_id, new.connection_id, new.role)
     is distinct from (old.id, old.brand_id, old.post_id, old.connection_id, old.role) then
    raise exception 'a part stays where it is' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard before update on app.post_parts for each row execute function app.guard_part();
revoke all on function app.guard_part() from public;

-- Due work that waits for an approval is looked at again when a part changes.
create trigger look_again_new after insert on app.post_parts
  for each row execute function app.on_review_changed('post_id');
create trigger look_again after update on app.post_parts
  for each row when (old.version <> new.version or (old.deleted_at is null) <> (new.deleted_at is null))
  execute function app.on_review_changed('post_id');

-- A version of a part.
alter table app.post_revisions no force row level security;
alter table app.post_revisions add column part_id uuid;
alter table app.post_revisions drop constraint post_revisions_post_id_connection_id_version_conflict_key;
alter table app.post_revisions
  add constraint post_revisions_once unique nulls not distinct (post_id, connection_id, part_id, version, conflict);
create or replace function sync.project_post_revisions() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.post_revisions;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'revision', old.id::text, 'deleted');
    return null;
  end if;
  n := new;
  if n.aged then
    perform sync.leave(sync.planning(n.brand_id), 'revision', n.id::text, 'aged');
  else
    perform sync.put(sync.planning(n.brand_id), 'revision', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'connection_id', n.connection_id,
      'part_id', n.part_id,
      'version', n.version, 'cause', n.cause, 'made_by', n.made_by, 'made_at', app.iso(n.made_at),
      'conflict', n.conflict, 'words', n.words));
  end if;
  return null;
end $$;
alter table app.post_revisions force row level security;

-- The ledger: what follows a post has work and a publication of its own, which name the part.
alter table app.publications add column part_id uuid;
alter table app.publications drop constraint publications_subject_check;
alter table app.publications
  add constraint publications_subject_check check (subject in ('target', 'reply', 'part')),
  add constraint publications_part_check check ((subject = 'part') = (part_id is not null));
alter table app.publication_work add column part_id uuid;
alter table app.publication_work drop constraint publication_work_subject_check;
alter table app.publication_work
  add constraint publication_work_subject_check check (subject in ('target', 'reply', 'part')),
  add constraint publication_work_part_check check ((subject = 'part') = (part_id is not null));
create index on app.publications (part_id) where part_id is not null;

-- Files of parts: what waited for them is looked at when they come.
create or replace function app.on_media_stored() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare brand uuid; hash text;
begin
  if tg_op = 'DELETE' then brand := old.brand_id; hash := old.sha256;
  else brand := new.brand_id; hash := new.sha256; end if;
  update app.assets set version = version + 1, updated_at = now() where brand_id = brand and sha256 = hash;
  if tg_op = 'INSERT' then
    update app.publication_work w set look_at = now()
     where w.phase = 'due' and w.due_at <= now() and w.post_id in (
       select g.post_id from app.attachments g join app.assets a on a.id = g.asset_id
        where a.brand_id = brand and a.sha256 = hash and g.deleted_at is null
       union
       select p.post_id from app.post_parts p
        join app.assets a on p.asset_ids ? a.id::text and a.brand_id = p.brand_id
        where a.brand_id = brand and a.sha256 = hash and p.deleted_at is null);
  end if;
  return null;
end $$;

create or replace function sync.project_publications() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.publications;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'publication', old.id::text);
    return null;
  end if;
  n := new;
  if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id or n.deleted_at is not null) then
    perform sync.leave(sync.planning(old.brand_id), 'publication', old.id::text);
  end if;
  if n.deleted_at is null then
    perform sync.put(sync.planning(n.brand_id), 'publication', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'subject', n.subject, 'subject_id', n.subject_id, 'post_id', n.post_id,
      'part_id', n.part_id,
      'connection_id', n.connection_id, 'occurrence', n.occurrence, 'state', n.state,
      'due_at', app.iso(n.due_at), 'published_at', app.iso(n.published_at), 'late_ms', n.late_ms,
      'remote_id', n.remote_id, 'url', n.url, 'tries', n.tries, 'next_try_at', app.iso(n.next_try_at),
      'error_code', n.error_code, 'error_class', n.error_class, 'error_message', n.error_message,
      'updated_at', app.iso(n.updated_at)));
  end if;
  return null;
end $$;
