-- Nothing that is to be done for what is out is forgotten while its account is signed out, held by a device or removed.

-- An account that works again, changes hands or goes, or the same account connected anew after it was removed: what is due
-- is looked at now, what comes later at its time. Looks that are long overdue are left: nobody waits for thousands of them.
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
         or (c.deleted_at is not null and c.brand_id = new.brand_id and c.platform = new.platform
             and c.remote_account_id = new.remote_account_id and c.remote_account_id <> ''
             and c.service_url is not distinct from new.service_url));
    return null;
  end $$;
create trigger wake_aftercare_new after insert on app.connections for each row
  execute function app.on_connection_aftercare();
