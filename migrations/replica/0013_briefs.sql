-- What a post is meant to be, for whoever makes it.
create table briefs (
  id text primary key not null,
  brand_id text not null,
  short_caption text not null,
  topic_angle text not null,
  visual_suggestion text not null,
  post_type text not null,
  urgency text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index briefs_brand on briefs (brand_id);
