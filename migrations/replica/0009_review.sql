-- Review: whether a brand asks for approval, the steps of each post's review, and what the team says about a post.
create table approval_rules (
  id text primary key not null,
  brand_id text not null,
  required integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;

create table decisions (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  decision text not null,
  content_hash text not null,
  content text not null,
  seen text not null,
  note text not null,
  made_by text,
  link_id text,
  name text,
  made_at text not null,
  _scope text not null
) strict;
create index decisions_post on decisions (post_id, made_at);
create index decisions_brand on decisions (brand_id);

create table post_comments (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  text text not null,
  mentions text not null,
  resolved_at text,
  resolved_by text,
  edited_at text,
  created_by text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index post_comments_post on post_comments (post_id, created_at);
create index post_comments_open on post_comments (brand_id, created_at) where resolved_at is null;
