-- Several brands may hold one account, each with a connection of its own: what the platform counts or keeps by account is
-- looked up by this. Only Mastodon's ids are an instance's own. Null: nobody knows whose it is.
create function app.account_key(platform text, service_url text, remote_account_id text) returns text
  language sql immutable
  set search_path = pg_catalog
  as $$
    select case when remote_account_id <> '' then
      platform || ' ' || case when platform = 'mastodon' then coalesce(service_url, '') || ' ' else '' end || remote_account_id
    end $$;
create index on app.connections (app.account_key(platform, service_url, remote_account_id));
