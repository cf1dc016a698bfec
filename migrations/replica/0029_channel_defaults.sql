-- How a post begins on a channel. id is the connection's.
create table channel_defaults (
  id text primary key not null,
  brand_id text not null,
  first_comment text not null,
  by_hand integer not null,
  options text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index channel_defaults_brand on channel_defaults (brand_id);
