-- Views that a person saved, and days that are counted by pillar from the index alone.
create table saved_views (
  id text primary key not null,
  brand_id text not null,
  screen text not null,
  name text not null,
  filters text not null,
  position integer not null,
  created_by text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index saved_views_brand on saved_views (brand_id, position);

drop index posts_calendar;
create index posts_calendar on posts (brand_id, scheduled_at, pillar_id);
