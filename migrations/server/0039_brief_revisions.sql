-- Versions of a post's brief. It shares its post's id, so its versions are counted apart.
alter table app.post_revisions no force row level security;
alter table app.post_revisions add column of_brief boolean not null default false;
alter table app.post_revisions drop constraint post_revisions_once;
alter table app.post_revisions add constraint post_revisions_once
  unique nulls not distinct (post_id, connection_id, part_id, of_brief, version, conflict);
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
      'part_id', n.part_id, 'of_brief', n.of_brief,
      'version', n.version, 'cause', n.cause, 'made_by', n.made_by, 'made_at', app.iso(n.made_at),
      'conflict', n.conflict, 'words', n.words));
  end if;
  return null;
end $$;
alter table app.post_revisions force row level security;
