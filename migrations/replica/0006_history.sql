-- Versions of posts and of channels' own words, ours that wait among them.
create table post_revisions (
  id text primary key not null,
  brand_id text not null,
  post_id text not null,
  connection_id text,
  version integer not null,
  cause text not null,
  made_by text,
  made_at text not null,
  conflict text,
  words text not null,
  _scope text not null
) strict;
create index post_revisions_post on post_revisions (post_id, version);

-- What waits here is applied anew, with its history.
insert or replace into meta (key, value) values ('replay', '1');
