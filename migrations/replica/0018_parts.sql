-- What goes out after a post: the posts of its thread and its first comment, each with a publication and versions of
-- its own.
create table post_parts (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  connection_id text,
  role text not null,
  rank text not null,
  text text not null,
  asset_ids text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index post_parts_post on post_parts (post_id);

alter table post_revisions add column part_id text;
alter table publications add column part_id text;
create index publications_part on publications (post_id) where part_id is not null;
