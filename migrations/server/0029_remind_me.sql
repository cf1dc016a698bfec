-- A post on a channel that Pillarbox could publish to, and that a person puts up instead: for what only the platform's
-- own app can do (music, stickers). Publication waits for them like on a channel posted to by hand.
alter table app.targets add column by_hand boolean not null default false;

create or replace function sync.project_targets() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.targets;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'target', old.id::text);
    return null;
  end if;
  n := new;
  if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id or n.deleted_at is not null) then
    perform sync.leave(sync.planning(old.brand_id), 'target', old.id::text);
  end if;
  if n.deleted_at is null then
    perform sync.put(sync.planning(n.brand_id), 'target', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'connection_id', n.connection_id, 'text', n.text,
      'by_hand', n.by_hand,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;

-- Who puts it up is part of the plan: another answer takes the present outcome back and looks again.
drop trigger plan on app.targets;
create trigger plan after update of deleted_at, by_hand on app.targets for each row
  when ((old.deleted_at is null, old.by_hand) is distinct from (new.deleted_at is null, new.by_hand))
  execute function app.on_target_planned();
