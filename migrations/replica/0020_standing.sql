-- When posts are taken down from their channels, and what has become of them there.
create table takedowns (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  connection_id text not null,
  remove_at text,
  set_by text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index takedowns_due on takedowns (remove_at) where remove_at is not null;

create table standings (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  connection_id text not null,
  state text not null,
  checked_at text,
  removed_at text,
  removed_by text,
  tries integer not null,
  next_try_at text,
  error_code text,
  error_class text not null,
  error_message text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
