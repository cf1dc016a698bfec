-- All that is known of limits is kept, for people to see; workers count and hold what is scarce, as before.
alter table app.platform_limits
  add column most int,
  add column scarce boolean not null default true,
  add column heard_at timestamptz not null default clock_timestamp();

-- Comments that cannot be read: since when, and why. Waiting for a limit is no failure.
alter table app.comment_polls
  add column failing_since timestamptz,
  add column error_code text check (length(error_code) <= 80),
  add column error_message text check (length(error_message) <= 2000);

-- As before, but posts that are not asked any more (gone, or too old) stay so.
create or replace function app.on_connection_changed() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if new.deleted_at is not null or new.holder = 'device' then
      delete from secrets.connection_secrets where connection_id = new.id;
    end if;
    if new.status = 'connected' or new.deleted_at is not null then
      update app.publication_work set look_at = now()
        where connection_id = new.id and phase = 'due' and due_at <= now();
      update app.publication_work set look_at = due_at
        where connection_id = new.id and phase = 'due' and due_at > now() and look_at is null;
      update app.comment_polls set next_at = now(), failures = 0, failing_since = null, error_code = null,
               error_message = null
        where connection_id = new.id and next_at is not null;
    end if;
    return null;
  end $$;
