-- Channels of a schedule, days without slots, posts that come again and again.
alter table schedules add column connection_ids text not null default '[]';
update base_rows set data = json_set(data, '$.connection_ids', json('[]')) where kind = 'schedule' and data is not null;

create table holidays (
  id text primary key not null,
  brand_id text not null,
  schedule_id text,
  name text not null,
  first_day text not null,
  last_day text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index holidays_brand on holidays (brand_id, first_day);

create table series (
  id text primary key not null,
  brand_id text not null,
  pillar_id text,
  title text not null,
  caption text not null,
  notes text not null,
  hashtags text not null,
  link text,
  targets text not null,
  starts_at text not null,
  time_zone text not null,
  rule text not null,
  ends_before text,
  paused integer not null,
  created_by text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index series_brand on series (brand_id);

create table occurrences (
  id text primary key not null,
  brand_id text not null,
  series_id text not null,
  wall_time text not null,
  post_id text,
  post_version integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index occurrences_series on occurrences (series_id, wall_time);
create index occurrences_post on occurrences (post_id);
