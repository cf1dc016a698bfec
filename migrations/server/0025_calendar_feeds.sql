-- Calendars of a brand's plan that other programs subscribe to. The address is a secret kept as a hash; it works for as
-- long as whoever made it may open the brand, and until somebody takes it back.
create table app.calendar_feeds (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  label text not null check (length(label) <= 200),
  token_hash bytea not null unique,   -- sha-256 of 192 random bits
  -- Only these; an empty list asks nothing.
  pillar_ids jsonb not null check (jsonb_typeof(pillar_ids) = 'array'),
  connection_ids jsonb not null check (jsonb_typeof(connection_ids) = 'array'),
  created_by uuid not null references app.people(id),
  created_at timestamptz not null,
  revoked_at timestamptz,
  fetched_at timestamptz,             -- when a program last asked
  unique (brand_id, id)
);
create index on app.calendar_feeds (brand_id, created_at desc);

alter table app.calendar_feeds enable row level security;
alter table app.calendar_feeds force row level security;
grant select, insert, update on app.calendar_feeds to pillarbox_system;
create policy system on app.calendar_feeds to pillarbox_system using (true) with check (true);
