-- When a sealed secret is next looked at to be refreshed: null when nobody has looked at it since it was stored,
-- infinity where it does not end.
alter table secrets.connection_secrets add column refresh_at timestamptz;
create index on secrets.connection_secrets (refresh_at nulls first);
