-- Which part of a file goes out (crop), and what stands for it on a grid and before a video plays (cover).
alter table app.attachments
  add column crop jsonb check (jsonb_typeof(crop) in ('object', 'null')),
  add column cover jsonb check (jsonb_typeof(cover) in ('object', 'null'));

create or replace function sync.project_attachments() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.attachments;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'attachment', old.id::text, 'deleted');
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'attachment', n.id::text, 'deleted');
  else
    perform sync.put(sync.planning(n.brand_id), 'attachment', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'asset_id', n.asset_id,
      'connection_id', n.connection_id, 'position', n.position, 'alt_text', n.alt_text,
      'crop', n.crop, 'cover', n.cover,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
-- Desktops read rows with all their columns.
alter table app.attachments no force row level security;
update app.attachments set position = position;
alter table app.attachments force row level security;
