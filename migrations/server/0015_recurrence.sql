-- Slots of some channels only, days without slots, posts that come again and again.

alter table app.schedules
  add column connection_ids jsonb not null default '[]' check (jsonb_typeof(connection_ids) = 'array');

create table app.holidays (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  schedule_id uuid,
  name text not null check (length(name) <= 200),
  first_day text not null check (length(first_day) = 10),
  last_day text not null check (length(last_day) = 10),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, schedule_id) references app.schedules (brand_id, id)
);
alter table app.holidays enable row level security;
alter table app.holidays force row level security;
grant select, insert, update, delete on app.holidays to pillarbox_system;
create policy system on app.holidays to pillarbox_system using (true) with check (true);
grant select on app.holidays to pillarbox_sync;
create policy projection on app.holidays for select to pillarbox_sync using (true);
grant select, insert, update on app.holidays to pillarbox_app;
create policy reading on app.holidays for select to pillarbox_app using (app.may(brand_id, 'member'));
create policy adding on app.holidays for insert to pillarbox_app with check (app.may(brand_id, 'manager'));
create policy changing on app.holidays for update to pillarbox_app
  using (app.may(brand_id, 'manager')) with check (app.may(brand_id, 'manager'));

create function sync.project_holidays() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.holidays;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'holiday', old.id::text);
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'holiday', n.id::text);
  else
    perform sync.put(sync.planning(n.brand_id), 'holiday', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'schedule_id', n.schedule_id, 'name', n.name, 'first_day', n.first_day,
      'last_day', n.last_day,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
create trigger project after insert or update or delete on app.holidays
  for each row execute function sync.project_holidays();
alter function sync.project_holidays() owner to pillarbox_sync;
revoke all on function sync.project_holidays() from public;

create table app.series (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  pillar_id uuid,
  title text not null check (length(title) <= 500),
  caption text not null check (length(caption) <= 100000),
  notes text not null check (length(notes) <= 100000),
  hashtags jsonb not null check (jsonb_typeof(hashtags) = 'array'),
  link text check (length(link) <= 2000),
  targets jsonb not null check (jsonb_typeof(targets) = 'array'),
  starts_at text not null check (length(starts_at) = 16),
  time_zone text not null check (length(time_zone) <= 64),
  rule text not null check (length(rule) <= 500),
  ends_before text check (length(ends_before) = 16),
  paused boolean not null,
  created_by text,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, pillar_id) references app.pillars (brand_id, id)
);
alter table app.series enable row level security;
alter table app.series force row level security;
grant select, insert, update, delete on app.series to pillarbox_system;
create policy system on app.series to pillarbox_system using (true) with check (true);
grant select on app.series to pillarbox_sync;
create policy projection on app.series for select to pillarbox_sync using (true);
grant select, insert, update on app.series to pillarbox_app;
create policy reading on app.series for select to pillarbox_app using (app.may(brand_id, 'member'));
create policy adding on app.series for insert to pillarbox_app with check (app.may(brand_id, 'member'));
create policy changing on app.series for update to pillarbox_app
  using (app.may(brand_id, 'member')) with check (app.may(brand_id, 'member'));

create function sync.project_series() returns trigger language plpgsql
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
      'notes', n.notes, 'hashtags', n.hashtags, 'link', n.link, 'targets', n.targets, 'starts_at', n.starts_at,
      'time_zone', n.time_zone, 'rule', n.rule, 'ends_before', n.ends_before, 'paused', n.paused,
      'created_by', n.created_by,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
create trigger project after insert or update or delete on app.series
  for each row execute function sync.project_series();
alter function sync.project_series() owner to pillarbox_sync;
revoke all on function sync.project_series() from public;

-- id is uuid v5 of series and original wall time: whoever makes an occurrence makes the same one.
create table app.occurrences (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  series_id uuid not null,
  wall_time text not null check (length(wall_time) = 16),
  post_id uuid,
  post_version int not null,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  unique (series_id, wall_time),
  foreign key (brand_id, series_id) references app.series (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id)
);
create index on app.occurrences (brand_id, post_id) where post_id is not null;
alter table app.occurrences enable row level security;
alter table app.occurrences force row level security;
grant select, insert, update, delete on app.occurrences to pillarbox_system;
create policy system on app.occurrences to pillarbox_system using (true) with check (true);
grant select on app.occurrences to pillarbox_sync;
create policy projection on app.occurrences for select to pillarbox_sync using (true);
grant select, insert, update on app.occurrences to pillarbox_app;
create policy reading on app.occurrences for select to pillarbox_app using (app.may(brand_id, 'member'));
create policy adding on app.occurrences for insert to pillarbox_app with check (app.may(brand_id, 'member'));
create policy changing on app.occurrences for update to pillarbox_app
  using (app.may(brand_id, 'member')) with check (app.may(brand_id, 'member'));

create function sync.project_occurrences() returns trigger language plpgsql
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
      'post_id', n.post_id, 'post_version', n.post_version,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
create trigger project after insert or update or delete on app.occurrences
  for each row execute function sync.project_occurrences();
alter function sync.project_occurrences() owner to pillarbox_sync;
revoke all on function sync.project_occurrences() from public;

create or replace function sync.project_schedules() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.schedules;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'schedule', old.id::text);
    return null;
  end if;
  n := new;
  if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id or n.deleted_at is not null) then
    perform sync.leave(sync.planning(old.brand_id), 'schedule', old.id::text);
  end if;
  if n.deleted_at is null then
    perform sync.put(sync.planning(n.brand_id), 'schedule', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'name', n.name, 'time_zone', n.time_zone, 'slots', n.slots,
      'paused', n.paused, 'connection_ids', n.connection_ids,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
