-- How each file of a part goes out (by file: its description, the part that is shown, the moment of a film); no entry: whole,
-- as the library describes it.
alter table app.post_parts
  add column frames jsonb not null default '{}' check (jsonb_typeof(frames) = 'object');

create or replace function sync.project_post_parts() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.post_parts;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'part', old.id::text);
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'part', n.id::text);
  else
    perform sync.put(sync.planning(n.brand_id), 'part', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'connection_id', n.connection_id, 'role', n.role,
      'rank', n.rank, 'text', n.text, 'asset_ids', n.asset_ids, 'frames', n.frames,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
