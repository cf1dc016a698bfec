-- The same account connected anew is found as everywhere else (app.account_key).
create or replace function app.on_connection_aftercare() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
  begin
    update app.aftercare a set look_at = w.at
      from app.connections c
      join app.aftercare b on b.connection_id = c.id
      cross join lateral (
        select greatest(now(), least(b.remove_at, case when b.check_at > now() - interval '2 days' then b.check_at end)) as at
         where b.remove_at is not null or b.check_at > now() - interval '2 days') w
     where a.publication_id = b.publication_id and a.worker is null and a.look_at is distinct from w.at
       and (c.id = new.id
         or (c.deleted_at is not null and c.brand_id = new.brand_id
             and app.account_key(c.platform, c.service_url, c.remote_account_id)
               = app.account_key(new.platform, new.service_url, new.remote_account_id)));
    return null;
  end $$;
