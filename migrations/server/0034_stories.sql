-- A channel may show a post as a story. Null, as in every row of before: a plain post.
alter table app.targets add column format text check (format in ('story'));

create or replace function sync.project_targets() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.targets;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'target', old.id::text);
    return null;
  end if;
  n := new;
  if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id or n.deleted_at is not null) then
    perform sync.leave(sync.planning(old.brand_id), 'target', old.id::text);
  end if;
  if n.deleted_at is null then
    perform sync.put(sync.planning(n.brand_id), 'target', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'connection_id', n.connection_id, 'text', n.text,
      'by_hand', n.by_hand, 'options', n.options, 'format', n.format,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
