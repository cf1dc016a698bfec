-- What is taken down and what of it is not out yet: a part that is being sent at that moment, or may be out, is waited for.

-- Remote ids that are down already of the present wish; the rest is still to come.
alter table app.aftercare add column down text[] not null default '{}';

-- It is known now what became of a part: what is to be taken down with it goes on.
create function app.on_part_settled() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
  begin
    update app.aftercare a set look_at = now()
      from app.publications r
     where r.post_id = new.post_id and r.connection_id = new.connection_id and r.subject = 'target'
       and a.publication_id = r.id and a.worker is null and a.remove_at <= now();
    return null;
  end $$;
create trigger part_settled after update of state on app.publications for each row
  when (new.subject = 'part' and old.state in ('publishing', 'unknown') and new.state not in ('publishing', 'unknown'))
  execute function app.on_part_settled();

grant create on schema app to pillarbox_system;
alter function app.on_part_settled() owner to pillarbox_system;
revoke execute on function app.on_part_settled() from public;
revoke create on schema app from pillarbox_system;
