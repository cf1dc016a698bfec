-- A channel of a post may have a date of its own. Null, as in every row of before: it goes out with its post. It counts
-- while the post is planned.
alter table app.targets
  add column scheduled_at timestamptz,
  add column wall_time text,
  add column time_zone text,
  add constraint targets_own_date
    check ((scheduled_at is null) = (wall_time is null) and (wall_time is null) = (time_zone is null));
create index on app.targets (brand_id, scheduled_at) where scheduled_at is not null and deleted_at is null;

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
      'by_hand', n.by_hand, 'options', n.options, 'format', n.format,
      'scheduled_at', app.iso(n.scheduled_at), 'wall_time', n.wall_time, 'time_zone', n.time_zone,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;

-- As before, but for the channel's own date. A post that moves does not touch what became of a channel whose date is its
-- own: that was decided for the very time it still has.
create or replace function app.plan_targets(post uuid, only_target uuid) returns void language plpgsql
  security definer set search_path = pg_catalog, pg_temp
  as $$
  declare t record;
  begin
    for t in
      select g.id, g.brand_id, g.connection_id, coalesce(g.scheduled_at, p.scheduled_at) as due_at,
             g.scheduled_at is not null as own_date,
             g.deleted_at is null and p.deleted_at is null and p.status = 'scheduled' as stands
        from app.targets g join app.posts p on p.id = g.post_id
       where g.post_id = post and (only_target is null or g.id = only_target)
    loop
      if exists (select 1 from app.publications
                  where subject = 'target' and subject_id = t.id and occurrence = 'once'
                    and state in ('publishing', 'published', 'unknown', 'by_hand')) then
        continue;
      end if;
      if t.stands and t.own_date and only_target is null and exists (
           select 1 from app.publications
            where subject = 'target' and subject_id = t.id and occurrence = 'once'
              and due_at = t.due_at and deleted_at is null) then
        continue;
      end if;
      if t.stands then
        insert into app.publication_work (subject, subject_id, brand_id, connection_id, post_id, due_at, look_at)
          values ('target', t.id, t.brand_id, t.connection_id, post, t.due_at, t.due_at)
          on conflict (subject, subject_id, occurrence) do update
            set due_at = excluded.due_at, look_at = excluded.look_at, tries = 0, forced = false
            where publication_work.phase = 'due';
      else
        delete from app.publication_work
          where subject = 'target' and subject_id = t.id and occurrence = 'once' and phase = 'due';
      end if;
      update app.publications set deleted_at = now(), updated_at = now()
        where subject = 'target' and subject_id = t.id and occurrence = 'once' and deleted_at is null;
    end loop;
  end $$;

drop trigger plan on app.targets;
create trigger plan after update of deleted_at, by_hand, scheduled_at on app.targets for each row
  when ((old.deleted_at is null, old.by_hand, old.scheduled_at)
        is distinct from (new.deleted_at is null, new.by_hand, new.scheduled_at))
  execute function app.on_target_planned();
