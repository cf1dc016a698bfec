-- A series says all that goes out with each of its dates: files, its thread and first comment. And a date remembers what
-- stood beside its post as the series made it, so that what somebody changed since is theirs.
alter table app.series
  add column media jsonb not null default '[]' check (jsonb_typeof(media) = 'array'),
  add column parts jsonb not null default '[]' check (jsonb_typeof(parts) = 'array');
alter table app.occurrences add column made_hash text check (length(made_hash) <= 64);

create or replace function sync.project_series() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.series;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'series', old.id::text);
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'series', n.id::text);
  else
    perform sync.put(sync.planning(n.brand_id), 'series', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'pillar_id', n.pillar_id, 'title', n.title, 'caption', n.caption,
      'notes', n.notes, 'hashtags', n.hashtags, 'link', n.link, 'targets', n.targets, 'media', n.media,
      'parts', n.parts, 'starts_at', n.starts_at, 'time_zone', n.time_zone, 'rule', n.rule,
      'ends_before', n.ends_before, 'paused', n.paused, 'created_by', n.created_by,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;

create or replace function sync.project_occurrences() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.occurrences;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'occurrence', old.id::text);
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'occurrence', n.id::text);
  else
    perform sync.put(sync.planning(n.brand_id), 'occurrence', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'series_id', n.series_id, 'wall_time', n.wall_time,
      'post_id', n.post_id, 'post_version', n.post_version, 'made_hash', n.made_hash,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
