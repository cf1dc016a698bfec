-- Content calendars and where posts came from; feeds that bring ideas: what to look for, where, what came, what was done with it.

create table app.content_calendars (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  name text not null check (length(name) <= 200),
  description text not null check (length(description) <= 5000),
  days int not null check (days between 1 and 366),
  entries jsonb not null check (jsonb_typeof(entries) = 'array'),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('content_calendar', 'content_calendars', array['name', 'description', 'days', 'entries']);

create table app.origins (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  source text not null check (source in ('feed', 'calendar')),
  source_id uuid not null, -- no reference: items go after a while, calendars when somebody says so
  name text not null check (length(name) <= 300),
  title text not null check (length(title) <= 500),
  url text check (length(url) <= 2000),
  entry_id uuid,
  day text check (length(day) <= 10),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  foreign key (brand_id, id) references app.posts (brand_id, id) on delete cascade
);
select app.make_kind('origin', 'origins', array['source', 'source_id', 'name', 'title', 'url', 'entry_id', 'day']);

create table app.smart_feeds (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  topics jsonb not null check (jsonb_typeof(topics) = 'array' and jsonb_array_length(topics) <= 3),
  check (id = brand_id),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('smart_feed', 'smart_feeds', array['topics']);

create table app.feed_sources (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  url text not null check (length(url) <= 2000),
  name text not null check (length(name) <= 300),
  paused boolean not null,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('feed_source', 'feed_sources', array['url', 'name', 'paused']);

create table app.feed_states (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  state text not null check (state in ('ok', 'failed', 'gone')),
  error_code text check (length(error_code) <= 80),
  error_status int,
  feed_url text not null check (length(feed_url) <= 2000),
  title text not null check (length(title) <= 300),
  site_url text check (length(site_url) <= 2000),
  read_at timestamptz not null,
  fresh_at timestamptz,
  next_at timestamptz,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  foreign key (brand_id, id) references app.feed_sources (brand_id, id) on delete cascade
);
select app.make_kind('feed_state', 'feed_states',
  array['state', 'error_code', 'error_status', 'feed_url', 'title', 'site_url', 'read_at', 'fresh_at', 'next_at']);

create table app.feed_items (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  source_id uuid not null,
  title text not null check (length(title) <= 500),
  text text not null check (length(text) <= 2000),
  url text check (length(url) <= 2000),
  author text not null check (length(author) <= 200),
  published_at timestamptz not null,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, source_id) references app.feed_sources (brand_id, id) on delete cascade
);
create index feed_items_source on app.feed_items (source_id, published_at);
create index feed_items_url on app.feed_items (brand_id, url) where deleted_at is null;
select app.make_kind('feed_item', 'feed_items',
  array['source_id', 'title', 'text', 'url', 'author', 'published_at']);

create table app.feed_marks (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  read boolean not null,
  dismissed boolean not null,
  post_id uuid,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  foreign key (brand_id, id) references app.feed_items (brand_id, id) on delete cascade
);
select app.make_kind('feed_mark', 'feed_marks', array['read', 'dismissed', 'post_id']);

-- What the server alone says of feeds: people read it, and lock items to mark them.
revoke insert, update on app.feed_states, app.feed_items from pillarbox_app;
grant update (version) on app.feed_items to pillarbox_app;
drop policy adding on app.feed_states;
drop policy changing on app.feed_states;
drop policy adding on app.feed_items;

-- What the readers of feeds need beside their sources; nothing of it leaves the server.
create table app.feed_work (
  id uuid primary key,
  brand_id uuid not null,
  url text not null, -- the source's, as the rest of the row was found for it
  feed_url text not null,
  due_at timestamptz not null,
  lease_until timestamptz,
  etag text check (length(etag) <= 1000),
  last_modified text check (length(last_modified) <= 200),
  interval_ms bigint not null,
  failures int not null,
  foreign key (brand_id, id) references app.feed_sources (brand_id, id) on delete cascade
);
create index feed_work_due on app.feed_work (due_at);
alter table app.feed_work enable row level security;
alter table app.feed_work force row level security;
grant select, insert, update, delete on app.feed_work to pillarbox_system;
create policy system on app.feed_work to pillarbox_system using (true) with check (true);
