-- What becomes of a post after it went out: when it is to be taken down, whether it still stands there, and the work that
-- follows from both.

create table app.takedowns (
  id uuid primary key,  -- the target's
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid not null,
  connection_id uuid not null,
  remove_at timestamptz,
  set_by text check (length(set_by) <= 80),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id) on delete cascade,
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);
create index on app.takedowns (post_id);
create index on app.takedowns (connection_id);
select app.make_kind('takedown', 'takedowns', array['post_id', 'connection_id', 'remove_at', 'set_by']);

create table app.standings (
  id uuid primary key,  -- the publication's
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid not null,
  connection_id uuid not null,
  state text not null check (state in ('there', 'gone', 'retrying', 'waiting', 'failed', 'removed')),
  checked_at timestamptz,
  removed_at timestamptz,
  removed_by text check (length(removed_by) <= 80),
  tries int not null,
  next_try_at timestamptz,
  error_code text check (length(error_code) <= 80),
  error_class text not null check (length(error_class) <= 40),
  error_message text check (length(error_message) <= 2000),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, id) references app.publications (brand_id, id) on delete cascade,
  foreign key (brand_id, post_id) references app.posts (brand_id, id) on delete cascade,
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);
create index on app.standings (post_id);
create index on app.standings (connection_id);
select app.make_kind('standing', 'standings', array['post_id', 'connection_id', 'state', 'checked_at', 'removed_at',
  'removed_by', 'tries', 'next_try_at', 'error_code', 'error_class', 'error_message']);

-- One row per published post that somebody still has to look after. Triggers keep it level with what people say.
create table app.aftercare (
  publication_id uuid primary key references app.publications(id) on delete cascade,
  brand_id uuid not null references app.brands(id) on delete cascade,
  connection_id uuid not null,
  remove_at timestamptz,           -- null: it stays, or taking it down was given up
  check_at timestamptz,            -- when to see whether it stands; null: not by itself
  -- When a worker must look: the earlier of the two, a next try, or the end of a worker's lease. Null: when something changes.
  look_at timestamptz,
  worker text,
  tries int not null default 0,    -- failed tries of the present wish
  checks int not null default 0,
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);
create index on app.aftercare (look_at) where look_at is not null;
create index on app.aftercare (connection_id);

-- The ledger of taking down: every try is a row, and none is ever removed.
create table app.removal_attempts (
  publication_id uuid not null references app.publications(id) on delete cascade,
  n int not null check (n > 0),
  brand_id uuid not null references app.brands(id) on delete cascade,
  worker text not null,
  asked_by text,
  begun_at timestamptz not null,
  settled_at timestamptz,          -- null: its worker was lost, and a later one went on
  outcome text check (outcome in ('removed', 'failed')),
  error_code text,
  error_class text,
  error_message text check (length(error_message) <= 2000),
  answer jsonb,                    -- status and codes of the platform's answer
  primary key (publication_id, n),
  check ((settled_at is null) = (outcome is null))
);

do $$
declare t text;
begin
  foreach t in array array['aftercare', 'removal_attempts'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('grant select, insert, update, delete on app.%I to pillarbox_system', t);
    execute format('create policy system on app.%I to pillarbox_system using (true) with check (true)', t);
  end loop;
end $$;
revoke delete on app.removal_attempts from pillarbox_system;

-- Out by a connector: looked at once it had time to settle there, and taken down when somebody has said so.
create function app.on_out() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
  begin
    insert into app.aftercare (publication_id, brand_id, connection_id, remove_at, check_at, look_at)
      select new.id, new.brand_id, new.connection_id, t.remove_at, now() + interval '1 minute',
             least(t.remove_at, now() + interval '1 minute')
        from (select 1) as one
        left join app.takedowns t on t.id = new.subject_id and t.deleted_at is null
      on conflict do nothing;
    return null;
  end $$;
create trigger out_new after insert on app.publications for each row
  when (new.state = 'published' and new.subject = 'target' and new.remote_id is not null)
  execute function app.on_out();
create trigger out after update of state on app.publications for each row
  when (new.state = 'published' and old.state <> 'published' and new.subject = 'target' and new.remote_id is not null)
  execute function app.on_out();

-- A person's word, before it is out (nothing to do yet) or after. A worker that has it sees the new wish when it is done.
create function app.on_takedown_set() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
  declare wanted timestamptz := case when new.deleted_at is null then new.remove_at end;
  begin
    insert into app.aftercare as a (publication_id, brand_id, connection_id, remove_at, look_at)
      select p.id, p.brand_id, p.connection_id, wanted, wanted
        from app.publications p
       where p.subject = 'target' and p.subject_id = new.id and p.occurrence = 'once' and p.state = 'published'
         and p.remote_id is not null and p.deleted_at is null
         and not exists (select from app.standings s where s.id = p.id and s.state in ('removed', 'gone'))
      on conflict (publication_id) do update
        set remove_at = excluded.remove_at, tries = 0,
            look_at = case when a.worker is null then least(excluded.remove_at, a.check_at) else a.look_at end;
    if wanted is null then
      update app.standings s set state = 'there', tries = 0, next_try_at = null, error_code = null, error_class = 'none',
             error_message = null, version = version + 1, updated_at = greatest(updated_at, now())
        from app.publications p
       where p.id = s.id and p.subject_id = new.id and s.state in ('retrying', 'waiting', 'failed');
    end if;
    return null;
  end $$;
create trigger set_new after insert on app.takedowns for each row execute function app.on_takedown_set();
create trigger set after update of remove_at, deleted_at on app.takedowns for each row
  when ((old.remove_at, old.deleted_at is null) is distinct from (new.remove_at, new.deleted_at is null))
  execute function app.on_takedown_set();

-- A connection that works again, changes hands or goes: what waited for it is looked at now.
create function app.on_connection_aftercare() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
  begin
    update app.aftercare set look_at = now()
      where connection_id = new.id and look_at is null and remove_at <= now();
    return null;
  end $$;
create trigger wake_aftercare after update of holder, status, deleted_at on app.connections for each row
  when ((old.holder, old.status, old.deleted_at is null) is distinct from (new.holder, new.status, new.deleted_at is null))
  execute function app.on_connection_aftercare();

-- Not there any more: nobody asks it for comments, and nothing is left to do.
create function app.on_down() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
  begin
    update app.comment_polls set next_at = null where publication_id = new.id;
    delete from app.aftercare where publication_id = new.id;
    return null;
  end $$;
create trigger down_new after insert on app.standings for each row
  when (new.state in ('removed', 'gone')) execute function app.on_down();
create trigger down after update of state on app.standings for each row
  when (new.state in ('removed', 'gone') and old.state <> new.state) execute function app.on_down();

create function app.wake_caretaker() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$ begin perform pg_notify('caretaker', ''); return null; end $$;
create trigger wake_new after insert on app.aftercare for each row
  when (new.look_at < now() + interval '15 minutes') execute function app.wake_caretaker();
create trigger wake after update of look_at on app.aftercare for each row
  when (new.worker is null and new.look_at is distinct from old.look_at and new.look_at < now() + interval '15 minutes')
  execute function app.wake_caretaker();

grant create on schema app to pillarbox_system;
do $$
declare f text;
begin
  foreach f in array array['app.on_out()', 'app.on_takedown_set()', 'app.on_connection_aftercare()', 'app.on_down()'] loop
    execute format('alter function %s owner to pillarbox_system', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
revoke create on schema app from pillarbox_system;
revoke all on function app.wake_caretaker() from public;
