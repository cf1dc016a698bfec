-- What goes out: work still to do, the ledger of attempts, sealed platform secrets, comment polling, and the Sandbox
-- network. None of it is for desktops: no grant to pillarbox_app, no projection, so claims never churn a stream.

-- One row per outgoing thing with something left to do, from the moment it is planned until it is settled. Triggers
-- below keep it in step with posts, targets and replies, so "what is due" is one index, however long the history.
create table app.publication_work (
  subject text not null check (subject in ('target', 'reply')),
  subject_id uuid not null,
  occurrence text not null default 'once' check (length(occurrence) <= 40),
  brand_id uuid not null references app.brands(id) on delete cascade,
  connection_id uuid not null,
  post_id uuid,
  due_at timestamptz not null,
  -- due: waits for its time or its next try. leased: a worker has it. resolve: a sent attempt's outcome is not known.
  phase text not null default 'due' check (phase in ('due', 'leased', 'resolve')),
  -- When a worker must look again, whatever the phase (for leased: when the lease is over). Null: nothing happens
  -- until something changes (a device holds the connection; a person is asked).
  look_at timestamptz,
  worker text,
  -- Failed tries of the present plan; a new plan starts at 0.
  tries int not null default 0,
  -- How often the platform was asked about an unknown outcome.
  probes int not null default 0,
  -- A person asked for it now: the post's own time no longer matters.
  forced boolean not null default false,
  primary key (subject, subject_id, occurrence),
  foreign key (brand_id, post_id) references app.posts (brand_id, id),
  foreign key (brand_id, connection_id) references app.connections (brand_id, id),
  check ((phase = 'leased') = (worker is not null))
);
create index publication_work_look on app.publication_work (look_at) where look_at is not null;
create index on app.publication_work (connection_id);
-- One at a time per account, across every worker.
create unique index publication_work_turn on app.publication_work (connection_id) where phase = 'leased';

-- The ledger: rows are added and move forward, never back, never away.
create table app.publish_attempts (
  publication_id uuid not null,
  n int not null check (n > 0),
  brand_id uuid not null references app.brands(id) on delete cascade,
  connection_id uuid not null,
  -- planned: decided, nobody has it. claimed: a worker has it, content frozen. prepared: reads and invisible uploads
  -- done. armed: the call that can post may happen until the deadline. sent: the platform took it and makes it later.
  -- confirmed, rejected: certain. unknown: it may be out there.
  state text not null check (state in ('planned', 'claimed', 'prepared', 'armed', 'sent',
                                       'confirmed', 'rejected', 'unknown')),
  worker text,
  due_at timestamptz not null,
  -- What goes out, frozen when it was claimed; sha-256 of its canonical JSON; the key the platform knows it by.
  content jsonb not null,
  content_hash text not null,
  key text not null,
  claimed_at timestamptz,
  prepared_at timestamptz,
  armed_at timestamptz,
  -- No write to the platform after this instant.
  deadline timestamptz,
  -- Before this instant nobody concludes anything from not finding it there.
  settle_until timestamptz,
  sent_at timestamptz,
  settled_at timestamptz,
  -- How a certain outcome became known: the answer itself, a later look, or a person.
  settled_by text check (settled_by in ('answer', 'probe', 'person', 'worker_lost')),
  remote_id text,
  url text,
  error_code text,
  error_class text,
  error_message text check (length(error_message) <= 2000),
  -- Status and codes of the platform's answer, redacted.
  answer jsonb,
  primary key (publication_id, n),
  foreign key (brand_id, publication_id) references app.publications (brand_id, id) on delete cascade,
  check (state not in ('armed', 'sent', 'unknown') or (armed_at is not null and deadline is not null and settle_until is not null))
);
-- The promise "never twice", kept by the database: while one attempt may be or is out there, no other can be armed.
create unique index publish_attempts_once on app.publish_attempts (publication_id)
  where state in ('armed', 'sent', 'unknown', 'confirmed');

create function app.guard_attempt() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$
  begin
    if (new.publication_id, new.n, new.content_hash, new.key, new.content, new.due_at)
       is distinct from (old.publication_id, old.n, old.content_hash, old.key, old.content, old.due_at) then
      raise exception 'an attempt''s content is frozen';
    end if;
    if new.state <> old.state and not (
         (old.state = 'planned' and new.state in ('claimed', 'rejected'))
      or (old.state = 'claimed' and new.state in ('prepared', 'armed', 'rejected'))
      or (old.state = 'prepared' and new.state in ('armed', 'rejected'))
      or (old.state = 'armed' and new.state in ('sent', 'confirmed', 'rejected', 'unknown'))
      or (old.state = 'sent' and new.state in ('confirmed', 'rejected', 'unknown'))
      or (old.state = 'unknown' and new.state in ('confirmed', 'rejected'))) then
      raise exception 'an attempt cannot go from % to %', old.state, new.state;
    end if;
    return new;
  end $$;
create trigger guard before update on app.publish_attempts for each row execute function app.guard_attempt();

-- Edits ask by post whether it is going out; the collector asks by remote id whether a comment is our own answer.
create index on app.publications (post_id) where post_id is not null;
create index on app.publications (connection_id, remote_id) where remote_id is not null;

-- When each published post is next asked for new comments.
create table app.comment_polls (
  publication_id uuid primary key references app.publications(id) on delete cascade,
  brand_id uuid not null references app.brands(id) on delete cascade,
  connection_id uuid not null,
  next_at timestamptz,  -- null: no longer asked
  cursor text,
  failures int not null default 0,
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);
create index on app.comment_polls (next_at) where next_at is not null;
create index on app.comment_polls (connection_id);

-- Platform tokens: AES-256-GCM, the key named by key_id is not in this database; the connection's id is authenticated
-- with it, so a row copied to another connection does not open.
create table secrets.connection_secrets (
  connection_id uuid primary key references app.connections(id) on delete cascade,
  key_id text not null,
  nonce bytea not null check (length(nonce) = 12),
  ciphertext bytea not null,
  tag bytea not null check (length(tag) = 16),
  updated_at timestamptz not null default now()
);

-- Within a brand the server holds an account once.
create unique index connections_server_account on app.connections (brand_id, platform, remote_account_id)
  where holder = 'server' and deleted_at is null;

-- The Sandbox: a small network of our own with a public page, to try everything without an account anywhere.
create schema sandbox;
grant usage on schema sandbox to pillarbox_system;

create table sandbox.accounts (
  id uuid primary key,
  handle text not null unique check (handle ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
  display_name text not null check (length(display_name) <= 100),
  token_hash bytea not null unique,   -- sha-256 of 256 random bits
  password_hash text,                 -- null: this account cannot be signed in to again
  created_at timestamptz not null default now()
);

create table sandbox.posts (
  id uuid primary key,
  account_id uuid not null references sandbox.accounts(id) on delete cascade,
  idempotency_key text not null check (length(idempotency_key) <= 200),
  text text not null check (length(text) <= 20000),
  created_at timestamptz not null default now(),
  unique (account_id, idempotency_key)
);
create index on sandbox.posts (account_id, created_at desc);

create table sandbox.comments (
  id uuid primary key,
  post_id uuid not null references sandbox.posts(id) on delete cascade,
  parent_id uuid references sandbox.comments(id) on delete cascade,
  account_id uuid references sandbox.accounts(id) on delete cascade,  -- null: a visitor of the page
  author_name text not null check (length(author_name) <= 100),
  text text not null check (length(text) <= 20000),
  idempotency_key text check (length(idempotency_key) <= 200),
  seq bigint generated always as identity,
  created_at timestamptz not null default now(),
  unique (account_id, idempotency_key)
);
create index on sandbox.comments (post_id, seq);

do $$
declare t text;
begin
  foreach t in array array['app.publication_work', 'app.publish_attempts', 'app.comment_polls',
                           'secrets.connection_secrets', 'sandbox.accounts', 'sandbox.posts', 'sandbox.comments'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('grant select, insert, update, delete on %s to pillarbox_system', t);
    execute format('create policy system on %s to pillarbox_system using (true) with check (true)', t);
  end loop;
end $$;
revoke delete on app.publish_attempts from pillarbox_system;

-- Keeps the work of a post's targets in step with its plan. Work a worker has, or whose outcome is not known, is left
-- alone, and so is what went out. Otherwise a changed plan replaces the old one and its outcome (failed, missed,
-- waiting, cancelled), which therefore leaves the desktops; the ledger keeps it.
create function app.plan_targets(post uuid, only_target uuid) returns void language plpgsql
  security definer set search_path = pg_catalog, pg_temp
  as $$
  declare t record;
  begin
    for t in
      select g.id, g.brand_id, g.connection_id, p.scheduled_at,
             g.deleted_at is null and p.deleted_at is null and p.status = 'scheduled' as stands
        from app.targets g join app.posts p on p.id = g.post_id
       where g.post_id = post and (only_target is null or g.id = only_target)
    loop
      if exists (select 1 from app.publications
                  where subject = 'target' and subject_id = t.id and occurrence = 'once'
                    and state in ('publishing', 'published', 'unknown', 'by_hand')) then
        continue;
      end if;
      if t.stands then
        insert into app.publication_work (subject, subject_id, brand_id, connection_id, post_id, due_at, look_at)
          values ('target', t.id, t.brand_id, t.connection_id, post, t.scheduled_at, t.scheduled_at)
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

create function app.on_post_planned() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp
  as $$ begin perform app.plan_targets(new.id, null); return null; end $$;
create trigger plan after update of status, scheduled_at, deleted_at on app.posts for each row
  when ((old.status, old.scheduled_at, old.deleted_at is null)
        is distinct from (new.status, new.scheduled_at, new.deleted_at is null))
  execute function app.on_post_planned();

create function app.on_target_planned() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp
  as $$ begin perform app.plan_targets(new.post_id, new.id); return null; end $$;
create trigger plan_new after insert on app.targets for each row execute function app.on_target_planned();
create trigger plan after update of deleted_at on app.targets for each row
  when ((old.deleted_at is null) <> (new.deleted_at is null))
  execute function app.on_target_planned();

-- An answer is due at once (the server's clock: a device's may be wrong).
create function app.on_reply_made() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if new.deleted_at is null then
      insert into app.publication_work (subject, subject_id, brand_id, connection_id, post_id, due_at, look_at)
        select 'reply', new.id, new.brand_id, new.connection_id, c.post_id, now(), now()
          from app.comments c where c.id = new.comment_id
        on conflict do nothing;
    else
      delete from app.publication_work where subject = 'reply' and subject_id = new.id and phase = 'due';
    end if;
    return null;
  end $$;
create trigger plan_new after insert on app.replies for each row execute function app.on_reply_made();
create trigger plan after update of deleted_at on app.replies for each row
  when ((old.deleted_at is null) <> (new.deleted_at is null))
  execute function app.on_reply_made();

-- A connection that works again, changes hands or goes: what waited for it is looked at now. Its secret goes with it.
create function app.on_connection_changed() returns trigger language plpgsql
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
      update app.comment_polls set next_at = now(), failures = 0 where connection_id = new.id;
    end if;
    return null;
  end $$;
create trigger wake after update of holder, status, deleted_at on app.connections for each row
  when ((old.holder, old.status, old.deleted_at is null) is distinct from (new.holder, new.status, new.deleted_at is null))
  execute function app.on_connection_changed();

-- Whoever published it (a device tells through its own mutation): nothing is left to do, and a post is asked for
-- comments from now on.
create function app.on_published() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    delete from app.publication_work
      where subject = new.subject and subject_id = new.subject_id and occurrence = new.occurrence and phase = 'due';
    if new.subject = 'target' and new.remote_id is not null then
      insert into app.comment_polls (publication_id, brand_id, connection_id, next_at)
        values (new.id, new.brand_id, new.connection_id, now())
        on conflict do nothing;
    end if;
    return null;
  end $$;
create trigger published_new after insert on app.publications for each row
  when (new.state = 'published') execute function app.on_published();
create trigger published after update of state on app.publications for each row
  when (new.state = 'published' and old.state <> 'published') execute function app.on_published();

-- Something is due soon: workers set their timers by it. (The scan every few seconds finds it anyway.)
create function app.wake_publisher() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$ begin perform pg_notify('publisher', ''); return null; end $$;
create trigger wake_new after insert on app.publication_work for each row
  when (new.look_at < now() + interval '15 minutes') execute function app.wake_publisher();
create trigger wake after update of look_at on app.publication_work for each row
  when (new.phase = 'due' and new.look_at is distinct from old.look_at and new.look_at < now() + interval '15 minutes')
  execute function app.wake_publisher();

grant create on schema app to pillarbox_system;
do $$
declare f text;
begin
  foreach f in array array['app.plan_targets(uuid, uuid)', 'app.on_post_planned()', 'app.on_target_planned()',
                           'app.on_reply_made()', 'app.on_connection_changed()', 'app.on_published()'] loop
    execute format('alter function %s owner to pillarbox_system', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
revoke create on schema app from pillarbox_system;
