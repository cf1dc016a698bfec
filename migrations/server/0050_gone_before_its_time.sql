-- What somebody else took down before its time may have left its thread behind: that still comes down when it was to.
create or replace function app.on_down() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
  begin
    update app.comment_polls set next_at = null where publication_id = new.id;
    update app.aftercare a set worker = null, check_at = null, look_at = a.remove_at
      from app.connections c
     where new.state = 'gone' and a.publication_id = new.id and a.remove_at is not null
       and c.id = a.connection_id and c.holder = 'server';
    if not found then
      delete from app.aftercare where publication_id = new.id;
    end if;
    return null;
  end $$;
