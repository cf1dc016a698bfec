-- People a brand mentions in its posts.

create table contacts (
  id text primary key not null,
  brand_id text not null,
  name text not null,
  handles text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index contacts_brand on contacts (brand_id);
