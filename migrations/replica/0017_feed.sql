-- A channel's profile as people see it, carousels, and strategies.

create table feeds (
  id text primary key not null,
  brand_id text not null,
  display_name text not null,
  category text not null,
  avatar_id text,
  bio_id text,
  document_id text,
  vibe text not null,
  story text not null,
  rhythm text not null,
  research text not null,
  hashtags text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;

create table feed_tiles (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  connection_id text not null,
  position integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index feed_tiles_place on feed_tiles (connection_id, post_id);

create table bios (
  id text primary key not null,
  brand_id text not null,
  connection_id text not null,
  text text not null,
  links text not null,
  note text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index bios_place on bios (connection_id, created_at);

create table highlights (
  id text primary key not null,
  brand_id text not null,
  connection_id text not null,
  title text not null,
  cover_id text,
  post_ids text not null,
  position integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index highlights_place on highlights (connection_id, position);

create table carousels (
  id text primary key not null,
  brand_id text not null,
  post_id text,
  title text not null,
  shape text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index carousels_place on carousels (brand_id, created_at);
create index carousels_post on carousels (post_id) where post_id is not null;

create table slides (
  id text primary key not null,
  brand_id text not null,
  carousel_id text not null,
  position integer not null,
  asset_id text,
  crop text,
  background text not null,
  overlays text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index slides_place on slides (carousel_id, position);

create table renderings (
  id text primary key not null,
  brand_id text not null,
  carousel_id text not null,
  slide_id text not null,
  original_id text,
  source text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index renderings_place on renderings (carousel_id);

create table asset_looks (
  id text primary key not null,
  brand_id text not null,
  colors text not null,
  lightness integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index asset_looks_place on asset_looks (brand_id);

create table strategy_documents (
  id text primary key not null,
  brand_id text not null,
  title text not null,
  text text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index strategy_documents_place on strategy_documents (brand_id);

create table document_versions (
  id text primary key not null,
  brand_id text not null,
  document_id text not null,
  title text not null,
  text text not null,
  note text not null,
  created_by text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index document_versions_place on document_versions (document_id, created_at);
