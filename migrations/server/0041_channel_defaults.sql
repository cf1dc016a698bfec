-- How a post begins on a channel, for new posts there. id is the connection's.
create table app.channel_defaults (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  first_comment text not null check (length(first_comment) <= 10000),
  by_hand boolean not null,
  options jsonb,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, id) references app.connections (brand_id, id) on delete cascade
);
select app.make_kind('channel_default', 'channel_defaults', array['first_comment', 'by_hand', 'options']);
