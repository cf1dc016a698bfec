-- A channel's profile as people see it: its grid, bios, highlights; carousels made here; strategies with versions.

create table app.feeds (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  display_name text not null check (length(display_name) <= 100),
  category text not null check (length(category) <= 100),
  avatar_id uuid,
  bio_id uuid,
  document_id uuid,
  vibe text not null check (length(vibe) <= 2000),
  story text not null check (length(story) <= 5000),
  rhythm text not null check (length(rhythm) <= 2000),
  research text not null check (length(research) <= 20000),
  hashtags jsonb not null check (jsonb_typeof(hashtags) = 'array'),
  foreign key (brand_id, id) references app.connections (brand_id, id) on delete cascade,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('feed', 'feeds', array['display_name', 'category', 'avatar_id', 'bio_id', 'document_id', 'vibe', 'story', 'rhythm', 'research', 'hashtags']);

create table app.feed_tiles (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid not null,
  connection_id uuid not null,
  position double precision not null check (position = floor(position)),
  foreign key (brand_id, post_id) references app.posts (brand_id, id) on delete cascade,
  foreign key (brand_id, connection_id) references app.connections (brand_id, id) on delete cascade,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('feed_tile', 'feed_tiles', array['post_id', 'connection_id', 'position']);

create table app.bios (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  connection_id uuid not null,
  text text not null check (length(text) <= 5000),
  links jsonb not null check (jsonb_typeof(links) = 'array'),
  note text not null check (length(note) <= 500),
  foreign key (brand_id, connection_id) references app.connections (brand_id, id) on delete cascade,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('bio', 'bios', array['connection_id', 'text', 'links', 'note']);

create table app.highlights (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  connection_id uuid not null,
  title text not null check (length(title) <= 100),
  cover_id uuid,
  post_ids jsonb not null check (jsonb_typeof(post_ids) = 'array'),
  position int not null,
  foreign key (brand_id, connection_id) references app.connections (brand_id, id) on delete cascade,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('highlight', 'highlights', array['connection_id', 'title', 'cover_id', 'post_ids', 'position']);

create table app.carousels (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid,
  title text not null check (length(title) <= 200),
  shape text not null check (length(shape) <= 20),
  check (shape in ('portrait', 'grid', 'square', 'story')),
  foreign key (brand_id, post_id) references app.posts (brand_id, id),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('carousel', 'carousels', array['post_id', 'title', 'shape']);

create table app.slides (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  carousel_id uuid not null,
  position int not null,
  asset_id uuid,
  crop jsonb check (jsonb_typeof(crop) in ('object', 'null')),
  background text not null check (length(background) <= 7),
  overlays jsonb not null check (jsonb_typeof(overlays) = 'array'),
  foreign key (brand_id, carousel_id) references app.carousels (brand_id, id) on delete cascade,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('slide', 'slides', array['carousel_id', 'position', 'asset_id', 'crop', 'background', 'overlays']);

create table app.renderings (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  carousel_id uuid not null,
  slide_id uuid not null,
  original_id uuid,
  source text not null check (length(source) <= 64),
  foreign key (brand_id, id) references app.assets (brand_id, id) on delete cascade,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('rendering', 'renderings', array['carousel_id', 'slide_id', 'original_id', 'source']);

create table app.asset_looks (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  colors jsonb not null check (jsonb_typeof(colors) = 'array'),
  lightness int not null,
  check (lightness between 0 and 100),
  foreign key (brand_id, id) references app.assets (brand_id, id) on delete cascade,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('asset_look', 'asset_looks', array['colors', 'lightness']);

create table app.strategy_documents (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  title text not null check (length(title) <= 200),
  text text not null check (length(text) <= 100000),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('strategy_document', 'strategy_documents', array['title', 'text']);

create table app.document_versions (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  document_id uuid not null,
  title text not null check (length(title) <= 200),
  text text not null check (length(text) <= 100000),
  note text not null check (length(note) <= 500),
  created_by text check (length(created_by) <= 80),
  foreign key (brand_id, document_id) references app.strategy_documents (brand_id, id) on delete cascade,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('document_version', 'document_versions', array['document_id', 'title', 'text', 'note', 'created_by']);
