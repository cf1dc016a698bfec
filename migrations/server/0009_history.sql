-- The history of posts becomes a kind of its own: desktops hold what the last 90 days brought, app.post_revisions all
-- of it. Rows are made by shared/mutators/history.ts, on both sides alike.
alter table app.post_revisions no force row level security;

alter table app.post_revisions rename column mutation to cause;
alter table app.post_revisions rename column author to made_by;
alter table app.post_revisions rename column row to words;
alter table app.post_revisions
  add column id uuid not null default gen_random_uuid(),
  -- Set: what that channel said instead of the caption.
  add column connection_id uuid,
  -- The field whose words lost a merge to this version; null for the version itself.
  add column lost text,
  -- Out of the projection; housekeeping sets it.
  add column aged boolean not null default false;
update app.post_revisions r set
  lost = case when r.conflict then coalesce((
    select case when w.words ->> 'notes' is distinct from r.words ->> 'notes' then 'notes' else 'caption' end
      from app.post_revisions w where w.post_id = r.post_id and w.version = r.version and not w.conflict), 'caption') end,
  words = jsonb_build_object(
    'title', words -> 'title', 'caption', words -> 'caption', 'notes', words -> 'notes',
    'hashtags', words -> 'hashtags', 'link', words -> 'link', 'pillar_id', words -> 'pillar_id',
    'wall_time', words -> 'wall_time', 'time_zone', words -> 'time_zone', 'schedule_id', words -> 'schedule_id',
    'slot_key', words -> 'slot_key');
alter table app.post_revisions drop constraint post_revisions_pkey, drop column conflict;
alter table app.post_revisions rename column lost to conflict;
alter table app.post_revisions
  alter column id drop default,
  add primary key (id),
  add check (length(cause) <= 80),
  add unique nulls not distinct (post_id, connection_id, version, conflict);
create index post_revisions_aging on app.post_revisions (accepted_at) where not aged;

create function sync.project_post_revisions() returns trigger language plpgsql
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
      'version', n.version, 'cause', n.cause, 'made_by', n.made_by, 'made_at', app.iso(n.made_at),
      'conflict', n.conflict, 'words', n.words));
  end if;
  return null;
end $$;
alter function sync.project_post_revisions() owner to pillarbox_sync;
revoke all on function sync.project_post_revisions() from public;
create trigger project after insert or update or delete on app.post_revisions
  for each row execute function sync.project_post_revisions();

-- What there is already comes into the projection, as far as it is recent.
update app.post_revisions set aged = accepted_at < now() - interval '90 days';
alter table app.post_revisions force row level security;
