-- Channels that a person posts to by hand: holder `person`, nobody's secrets. And what one account allows beside its
-- platform's usual.
alter table app.connections drop constraint connections_holder_check;
alter table app.connections
  add constraint connections_holder_check check (holder in ('device', 'server', 'person')),
  add column limits jsonb check (jsonb_typeof(limits) in ('object', 'null'));

create or replace function sync.project_connections() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.connections;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'connection', old.id::text);
    return null;
  end if;
  n := new;
  if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id or n.deleted_at is not null) then
    perform sync.leave(sync.planning(old.brand_id), 'connection', old.id::text);
  end if;
  if n.deleted_at is null then
    perform sync.put(sync.planning(n.brand_id), 'connection', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'platform', n.platform, 'holder', n.holder, 'device_id', n.device_id,
      'handle', n.handle, 'display_name', n.display_name, 'remote_account_id', n.remote_account_id,
      'service_url', n.service_url, 'status', n.status, 'status_code', n.status_code, 'limits', n.limits,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;

-- A person said what became of it, perhaps before it was due: nothing is left to do for a worker.
create trigger by_hand_new after insert on app.publications for each row
  when (new.state = 'by_hand') execute function app.on_published();
create trigger by_hand after update of state on app.publications for each row
  when (new.state = 'by_hand' and old.state <> 'by_hand') execute function app.on_published();
