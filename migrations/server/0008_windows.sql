-- Windows of data: a comment without activity for long leaves the projection, with its replies, and stays in
-- app.comments. And whatever leaves the projection leaves with its reason.

-- Tombstones ----------------------------------------------------------------------------------------------------------

-- A stream's delete carries a key and nothing else. So a row of kind `gone` goes ahead of it in the same scope and
-- transaction: id `<kind>:<id>`, data {reason: 'deleted' | 'aged' | 'moved', at}. It goes when the row returns, and
-- silently after 30 days. Acknowledgements leave without one.
create index rows_gone on sync.rows ((data ->> 'at')) where kind = 'gone';

create or replace function sync.put(in_scope text, in_kind text, in_id text, in_data jsonb) returns void language sql as $$
  delete from sync.rows where scope = in_scope and kind = 'gone' and id = in_kind || ':' || in_id
    and in_kind not in ('gone', 'client');
  insert into sync.rows (scope, kind, id, data) values (in_scope, in_kind, in_id, in_data)
  on conflict (scope, kind, id) do update set data = excluded.data where rows.data is distinct from excluded.data
$$;

-- Says why a row is not there, also of one that was not there before.
create function sync.tell(in_scope text, in_kind text, in_id text, reason text) returns void language sql as $$
  select sync.put(in_scope, 'gone', in_kind || ':' || in_id,
                  jsonb_build_object('reason', reason, 'at', app.iso(now())))
$$;

create function sync.leave(in_scope text, in_kind text, in_id text, reason text) returns void language plpgsql as $$
begin
  -- The reason first: who hears it still has the row.
  perform sync.tell(in_scope, in_kind, in_id, reason)
    from sync.rows where scope = in_scope and kind = in_kind and id = in_id;
  delete from sync.rows where scope = in_scope and kind = in_kind and id = in_id;
end $$;

create or replace function sync.leave(in_scope text, in_kind text, in_id text) returns void language sql as $$
  select sync.leave(in_scope, in_kind, in_id, 'deleted')
$$;

-- A row that changes its brand: the kind's own trigger has taken it away; what is said of it is corrected.
create function sync.tell_moved() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.id = new.id then
    perform sync.tell('brand:' || old.brand_id || ':planning', tg_argv[0], old.id::text, 'moved');
  end if;
  return null;
end $$;
do $do$
declare k record;
begin
  for k in select * from (values ('pillar', 'pillars'), ('schedule', 'schedules'), ('post', 'posts'),
    ('target', 'targets'), ('connection', 'connections'), ('publication', 'publications'), ('notice', 'notices')
  ) as kinds (kind, source)
  loop
    execute format('create trigger project_moved after update on app.%I for each row '
                   'when (old.brand_id is distinct from new.brand_id) execute function sync.tell_moved(%L)',
                   k.source, k.kind);
  end loop;
end $do$;

-- Activity ------------------------------------------------------------------------------------------------------------

-- Days without activity after which a comment leaves; the server writes its configuration here when it starts.
alter table sync.meta add column comment_days int not null default 90 check (comment_days > 0);

-- active_at: when it was made at the platform, when somebody last wrote it here, or when it was last answered.
-- When it came here says nothing: the first look at an account brings comments of years.
-- aged: it is out of the projection. Housekeeping sets it; a write, or an answer to it, takes it back.
alter table app.comments add column active_at timestamptz, add column aged boolean not null default false;
alter table app.comments no force row level security;
alter table app.replies no force row level security;
update app.comments c set active_at = least(now(), greatest(
  c.commented_at, case when c.version > 1 then c.updated_at end,
  (select max(greatest(r.created_at, r.updated_at)) from app.replies r where r.comment_id = c.id)));
alter table app.comments force row level security;
alter table app.replies force row level security;
alter table app.comments alter column active_at set not null;
create index comments_aging on app.comments (aged, active_at);
create index comments_older on app.comments (brand_id, status, commented_at desc, id desc) where aged;

create function sync.comments_since() returns timestamptz language sql stable
  security definer set search_path = pg_catalog, pg_temp
  return (select now() - make_interval(days => comment_days) from sync.meta);

create function sync.note_activity() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.active_at := coalesce(new.active_at, least(new.commented_at, now()));
    new.aged := new.active_at < sync.comments_since();
  elsif new.version <> old.version or (new.deleted_at is null and old.deleted_at is not null) then
    new.active_at := now();
    new.aged := false;
  end if;
  return new;
end $$;
create trigger activity before insert or update on app.comments
  for each row execute function sync.note_activity();

-- An answer at the platform keeps what it answers, up to the first comment, as current as itself.
create function app.note_answer() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  with recursive above (id, parent_remote_id) as (
    select c.id, c.parent_remote_id from app.comments c
     where c.connection_id = new.connection_id and c.remote_id = new.parent_remote_id
    union
    select c.id, c.parent_remote_id from above a join app.comments c
        on c.connection_id = new.connection_id and c.remote_id = a.parent_remote_id)
  update app.comments c set active_at = new.active_at, aged = c.aged and new.aged
    from above a where c.id = a.id and c.active_at < new.active_at;
  return null;
end $$;
create trigger answer after insert on app.comments
  for each row when (new.parent_remote_id is not null) execute function app.note_answer();

-- So does a reply of ours. Named to run before `project`.
create function app.note_reply() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update app.comments set active_at = now(), aged = false
   where id = new.comment_id and (aged or active_at < now());
  return null;
end $$;
create trigger activity after insert on app.replies
  for each row execute function app.note_reply();
create trigger activity_again after update on app.replies
  for each row when (old.version <> new.version) execute function app.note_reply();

-- Comments and their replies in the projection ------------------------------------------------------------------------

create function sync.put_reply(n app.replies) returns void language sql as $$
  select sync.put(sync.engagement(n.brand_id), 'reply', n.id::text, jsonb_build_object(
    'id', n.id, 'brand_id', n.brand_id, 'comment_id', n.comment_id, 'connection_id', n.connection_id,
    'text', n.text, 'created_by', n.created_by,
    'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version))
$$;

create or replace function sync.project_comments() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare
  n app.comments;
  scope text := sync.engagement(case when tg_op = 'DELETE' then old.brand_id else new.brand_id end);
  reason text;
begin
  if tg_op = 'DELETE' then
    -- Told also when it was out of the projection: a desktop may keep it among older ones.
    perform sync.tell(scope, 'comment', old.id::text, 'deleted');
    perform sync.leave(scope, 'comment', old.id::text, 'deleted');
    return null;
  end if;
  n := new;
  if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id) then
    perform sync.leave(sync.engagement(old.brand_id), 'comment', old.id::text,
                       case when old.id = n.id then 'moved' else 'deleted' end);
  end if;
  if n.deleted_at is null and not n.aged then
    perform sync.put(scope, 'comment', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'connection_id', n.connection_id, 'post_id', n.post_id,
      'remote_id', n.remote_id, 'parent_remote_id', n.parent_remote_id, 'url', n.url,
      'author_name', n.author_name, 'author_handle', n.author_handle, 'text', n.text,
      'commented_at', app.iso(n.commented_at), 'status', n.status, 'assigned_to', n.assigned_to,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
    if tg_op = 'UPDATE' and (old.aged or old.deleted_at is not null) then
      perform sync.put_reply(r) from app.replies r where r.comment_id = n.id and r.deleted_at is null;
    end if;
  elsif tg_op = 'UPDATE' and (n.aged, n.deleted_at is null) is distinct from (old.aged, old.deleted_at is null) then
    reason := case when n.deleted_at is null then 'aged' else 'deleted' end;
    if reason = 'deleted' then perform sync.tell(scope, 'comment', n.id::text, reason); end if;
    perform sync.leave(scope, 'comment', n.id::text, reason);
    perform sync.leave(scope, 'reply', r.id::text, reason) from app.replies r where r.comment_id = n.id;
  end if;
  return null;
end $$;

-- A reply is where its comment is.
create or replace function sync.project_replies() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare
  n app.replies;
begin
  if tg_op = 'DELETE' then
    perform sync.tell(sync.engagement(old.brand_id), 'reply', old.id::text, 'deleted');
    perform sync.leave(sync.engagement(old.brand_id), 'reply', old.id::text, 'deleted');
    return null;
  end if;
  n := new;
  if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id) then
    perform sync.leave(sync.engagement(old.brand_id), 'reply', old.id::text,
                       case when old.id = n.id then 'moved' else 'deleted' end);
  end if;
  if n.deleted_at is not null then
    if tg_op = 'INSERT' or old.deleted_at is null then
      perform sync.tell(sync.engagement(n.brand_id), 'reply', n.id::text, 'deleted');
    end if;
    perform sync.leave(sync.engagement(n.brand_id), 'reply', n.id::text, 'deleted');
  elsif exists (select from app.comments c where c.id = n.comment_id and not c.aged and c.deleted_at is null) then
    perform sync.put_reply(n);
  end if;
  return null;
end $$;

-- Epochs --------------------------------------------------------------------------------------------------------------

-- One backup restored twice would count to the same epoch twice; the name of an epoch is never used again.
alter table sync.meta add column epoch_id uuid not null default gen_random_uuid();

do $$
declare f regprocedure;
begin
  foreach f in array array[
    'sync.tell(text, text, text, text)', 'sync.leave(text, text, text, text)', 'sync.tell_moved()',
    'sync.comments_since()', 'sync.note_activity()', 'sync.put_reply(app.replies)']::regprocedure[] loop
    execute format('alter function %s owner to pillarbox_sync', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
revoke all on function app.note_answer(), app.note_reply() from public;
