-- When a kept sign-in was last used, to the minute; for the page that says how a connection stands.
alter table secrets.connection_secrets add column used_at timestamptz;
