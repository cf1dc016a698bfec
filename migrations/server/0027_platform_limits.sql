-- What the platforms last said is left of their limits, so that every worker knows before it asks. Only what is scarce is
-- kept; connection_id null: the limit is our app's, shared by all its accounts.
create table app.platform_limits (
  platform text not null,
  connection_id uuid references app.connections(id) on delete cascade,
  bucket text not null check (bucket in ('all', 'post', 'media')),
  remaining int not null,
  reset_at timestamptz not null,
  unique nulls not distinct (platform, connection_id, bucket)
);
create index on app.platform_limits (connection_id) where connection_id is not null;
alter table app.platform_limits enable row level security;
alter table app.platform_limits force row level security;
grant select, insert, update, delete on app.platform_limits to pillarbox_system;
create policy system on app.platform_limits to pillarbox_system using (true) with check (true);
