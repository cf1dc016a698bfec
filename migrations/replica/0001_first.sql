-- The desktop's replica. One table per kind of shared/kinds, with exactly its columns plus the scope a row came by.
-- Main tables always hold what the person should see: the server's rows with the waiting writes on top.
-- No foreign keys: streams are independent, so a child may arrive before its parent.

create table people (
  id text primary key not null,
  email text not null,
  name text not null,
  _scope text not null
) strict;

create table organizations (
  id text primary key not null,
  name text not null,
  personal integer not null,
  role text not null,
  _scope text not null
) strict;

create table accesses (
  id text primary key not null,
  organization_id text not null,
  organization_name text not null,
  brand_name text not null,
  role text not null,
  _scope text not null
) strict;

create table brands (
  id text primary key not null,
  organization_id text,
  name text not null,
  time_zone text not null,
  week_starts_on integer not null,
  grace_minutes integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;

create table members (
  id text primary key not null,
  brand_id text not null,
  person_id text not null,
  name text not null,
  email text not null,
  role text not null,
  _scope text not null
) strict;
create index members_brand on members (brand_id);

create table pillars (
  id text primary key not null,
  brand_id text not null,
  name text not null,
  description text not null,
  color integer not null,
  position integer not null,
  share integer,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index pillars_brand on pillars (brand_id, position);

create table schedules (
  id text primary key not null,
  brand_id text not null,
  name text not null,
  time_zone text not null,
  slots text not null,
  paused integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index schedules_brand on schedules (brand_id);

create table posts (
  id text primary key not null,
  brand_id text not null,
  pillar_id text,
  title text not null,
  caption text not null,
  notes text not null,
  hashtags text not null,
  link text,
  status text not null,
  scheduled_at text,
  wall_time text,
  time_zone text,
  schedule_id text,
  slot_key text,
  created_by text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index posts_calendar on posts (brand_id, scheduled_at);
create index posts_status on posts (brand_id, status, created_at);

create table targets (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  connection_id text not null,
  text text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index targets_post on targets (post_id);

create table connections (
  id text primary key not null,
  brand_id text not null,
  platform text not null,
  holder text not null,
  device_id text,
  handle text not null,
  display_name text not null,
  remote_account_id text not null,
  service_url text,
  status text not null,
  status_code text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index connections_brand on connections (brand_id);

create table publications (
  id text primary key not null,
  brand_id text not null,
  subject text not null,
  subject_id text not null,
  post_id text,
  connection_id text not null,
  occurrence text not null,
  state text not null,
  due_at text not null,
  published_at text,
  late_ms integer,
  remote_id text,
  url text,
  tries integer not null,
  next_try_at text,
  error_code text,
  error_class text not null,
  error_message text,
  updated_at text not null,
  _scope text not null
) strict;
create index publications_brand on publications (brand_id, due_at);
create index publications_state on publications (brand_id, state);
create index publications_subject on publications (subject_id);

create table notices (
  id text primary key not null,
  brand_id text not null,
  code text not null,
  params text not null,
  about_kind text not null,
  about_id text not null,
  created_at text not null,
  _scope text not null
) strict;
create index notices_brand on notices (brand_id, created_at);

create table comments (
  id text primary key not null,
  brand_id text not null,
  connection_id text not null,
  post_id text,
  remote_id text not null,
  parent_remote_id text,
  url text,
  author_name text not null,
  author_handle text not null,
  text text not null,
  commented_at text not null,
  status text not null,
  assigned_to text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
-- `open` sorts after `done`, so one descending walk gives open first, newest first.
create index comments_inbox on comments (brand_id, status, commented_at);

create table replies (
  id text primary key not null,
  brand_id text not null,
  comment_id text not null,
  connection_id text not null,
  text text not null,
  created_by text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index replies_comment on replies (comment_id);

-- Writes that the stream has not acknowledged yet, in the order they were made.
create table outbox (
  seq integer primary key autoincrement,
  client_id text not null,
  id integer not null,          -- place in that client's numbering, without gaps
  uuid text not null unique,    -- the write's identity for good; survives a new client id
  name text not null,           -- `noop` for a discarded entry, whose id must still be used up
  args text not null,
  home text not null,           -- scope that acknowledges it; empty for a noop
  made_at text not null,
  actor text,                   -- null before an account: such an entry is never sent
  -- pending: never left this device. sent: may have arrived. applied: the server said so, the stream has not shown it.
  state text not null default 'pending' check (state in ('pending', 'sent', 'applied')),
  tries integer not null default 0,
  unique (client_id, id)
) strict;
create index outbox_home on outbox (home, seq);
create index outbox_unsettled on outbox (client_id, id) where state <> 'applied';

-- The server's version of every row that waiting writes touched; data null: the server has no such row.
create table base_rows (
  kind text not null,
  id text not null,
  scope text not null,
  data text,
  primary key (kind, id)
) strict, without rowid;
create index base_rows_scope on base_rows (scope);

-- How far each scope's stream has come; written in the transaction that wrote its rows.
create table streams (
  scope text primary key not null,
  handle text not null,
  stream_offset text not null,
  synced_at text not null
) strict, without rowid;

-- The newest acknowledgement of each client per scope, as the stream showed it.
create table acks (
  scope text not null,
  client_id text not null,
  mutation_id integer not null,
  uuid text not null,
  primary key (scope, client_id)
) strict, without rowid;

-- Rows this version cannot read; tried again after an upgrade.
create table set_aside (
  scope text not null,
  kind text not null,
  id text not null,
  data text not null,
  reason text not null,
  primary key (scope, kind, id)
) strict, without rowid;

-- Writes the server refused, with the person's words.
create table failed_writes (
  uuid text primary key not null,
  name text not null,
  args text not null,
  home text not null,
  made_at text not null,
  actor text,
  code text not null,
  message text not null,
  details text not null,
  failed_at text not null
) strict;

-- Writes for a brand this person may no longer open: exportable, never sent.
create table kept_writes (
  uuid text primary key not null,
  name text not null,
  args text not null,
  home text not null,
  made_at text not null,
  reason text not null,
  kept_at text not null
) strict;

-- Writes taken over from the local replica, so that an adoption cut short can be repeated.
create table adopted_writes (uuid text primary key not null) strict, without rowid;

create table settings (key text primary key not null, value text not null) strict, without rowid;

-- client_id: this file's name to the server. next_id: the next number it gives.
create table meta (key text primary key not null, value text not null) strict, without rowid;
