-- Files of a brand's library, and which go with which post. The bytes are beside the replicas, named by their hash.
create table assets (
  id text primary key not null,
  brand_id text not null,
  sha256 text not null,
  name text not null,
  mime text not null,
  bytes integer not null,
  width integer,
  height integer,
  duration_ms integer,
  codec text,
  alt_text text not null,
  folder text not null,
  tags text not null,
  rating integer not null,
  uploaded_at text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index assets_brand on assets (brand_id, created_at);
create index assets_waiting on assets (created_at) where uploaded_at is null;

create table attachments (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  asset_id text not null,
  connection_id text,
  position integer not null,
  alt_text text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index attachments_post on attachments (post_id, position);
create index attachments_asset on attachments (asset_id);
