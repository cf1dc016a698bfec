-- Comments that are no longer sent to every desktop, and their replies: those that left the stream because nothing
-- happened to them for long, and those a person asked for. A cache: bounded, and nothing is lost without it.
create table older_rows (
  kind text not null check (kind in ('comment', 'reply')),
  id text not null,
  scope text not null,
  data text not null,            -- the row as JSON
  comment_id text as (case kind when 'comment' then id else data ->> 'comment_id' end),
  status text as (data ->> 'status'),
  at text as (data ->> 'commented_at'),
  primary key (kind, id)
) strict, without rowid;
create index older_rows_list on older_rows (scope, status, at, id) where kind = 'comment';
create index older_rows_replies on older_rows (comment_id) where kind = 'reply';

-- How far each list was asked for. before_at, before_id: the end of its last page.
create table older_pages (
  scope text not null,
  filter text not null,
  before_at text,
  before_id text,
  complete integer not null,
  primary key (scope, filter)
) strict, without rowid;
