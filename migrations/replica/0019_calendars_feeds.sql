-- Content calendars, where posts came from, and feeds that bring ideas.
create table content_calendars (
  id text primary key not null,
  brand_id text not null,
  name text not null,
  description text not null,
  days integer not null,
  entries text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index content_calendars_brand on content_calendars (brand_id);

create table origins (
  id text primary key not null,
  brand_id text not null,
  source text not null,
  source_id text not null,
  name text not null,
  title text not null,
  url text,
  entry_id text,
  day text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index origins_source on origins (source_id);

create table smart_feeds (
  id text primary key not null,
  brand_id text not null,
  topics text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;

create table feed_sources (
  id text primary key not null,
  brand_id text not null,
  url text not null,
  name text not null,
  paused integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index feed_sources_brand on feed_sources (brand_id);

create table feed_states (
  id text primary key not null,
  brand_id text not null,
  state text not null,
  error_code text,
  error_status integer,
  feed_url text not null,
  title text not null,
  site_url text,
  read_at text not null,
  fresh_at text,
  next_at text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index feed_states_brand on feed_states (brand_id);

create table feed_items (
  id text primary key not null,
  brand_id text not null,
  source_id text not null,
  title text not null,
  text text not null,
  url text,
  author text not null,
  published_at text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index feed_items_brand on feed_items (brand_id, published_at);

create table feed_marks (
  id text primary key not null,
  brand_id text not null,
  read integer not null,
  dismissed integer not null,
  post_id text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index feed_marks_brand on feed_marks (brand_id);
