-- Review: whether a brand asks for approval, every step of a post's review, what the team says about a post, and links
-- by which clients look and decide. Where a post stands is derived from its decisions (shared/review/state.ts); there
-- is no column to keep in step.

create table app.approval_rules (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  required boolean not null,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  check (id = brand_id)
);

-- A client's link: what it shows, for how long, and who gave it out. Token and password are kept as hashes only.
create table app.review_links (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  -- One post, or everything planned on these days of the brand's clock, both inclusive.
  post_id uuid,
  from_day date,
  to_day date,
  label text not null check (length(label) <= 200),
  token_hash bytea not null unique,   -- sha-256 of 192 random bits
  password_hash text,                 -- argon2id, a PHC string; null: the link is enough
  created_by uuid not null references app.people(id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  opened_at timestamptz,              -- when it was last looked at
  unique (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id),
  check ((post_id is null) = (from_day is not null) and (from_day is null) = (to_day is null) and from_day <= to_day)
);
create index on app.review_links (brand_id, created_at desc);

create table app.decisions (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid not null,
  decision text not null check (decision in ('asked', 'approved', 'changes_requested', 'withdrawn')),
  -- Of everything that would go out; `content` is what it was taken of.
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  -- The decisions its maker saw.
  seen jsonb not null check (jsonb_typeof(seen) = 'array'),
  note text not null check (length(note) <= 5000),
  made_by text,
  link_id uuid,
  name text check (length(name) <= 200),
  made_at timestamptz not null,
  deleted_at timestamptz check (deleted_at is null),  -- for the code that locks rows of any kind; none is ever deleted
  unique (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id),
  foreign key (brand_id, link_id) references app.review_links (brand_id, id),
  check ((link_id is null) = (name is null))
);
create index on app.decisions (post_id);
create index on app.decisions (link_id) where link_id is not null;

create table app.post_comments (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid not null,
  text text not null check (length(text) <= 10000),
  mentions jsonb not null check (jsonb_typeof(mentions) = 'array'),
  resolved_at timestamptz,
  resolved_by text,
  edited_at timestamptz,
  created_by text,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id)
);
create index on app.post_comments (post_id) where deleted_at is null;

do $$
declare t text;
begin
  foreach t in array array['approval_rules', 'decisions', 'post_comments', 'review_links'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('grant select, insert, update, delete on app.%I to pillarbox_system', t);
    execute format('create policy system on app.%I to pillarbox_system using (true) with check (true)', t);
  end loop;
  foreach t in array array['approval_rules', 'decisions', 'post_comments'] loop
    execute format('grant select on app.%I to pillarbox_app', t);
    execute format('grant select on app.%I to pillarbox_sync', t);
    execute format('create policy projection on app.%I for select to pillarbox_sync using (true)', t);
    execute format('create policy reading on app.%I for select to pillarbox_app using (app.may(brand_id, ''member''))', t);
  end loop;
end $$;
-- What each role may write is said here again, behind the mutators: the database refuses it from any other door too.
grant insert, update on app.approval_rules, app.post_comments to pillarbox_app;
-- One column, because a row is locked by who may update it; the guard below lets nothing change.
grant insert, update (deleted_at) on app.decisions to pillarbox_app;
create policy writing on app.approval_rules to pillarbox_app
  using (app.may(brand_id, 'manager')) with check (app.may(brand_id, 'manager'));
create policy adding on app.decisions for insert to pillarbox_app
  with check (link_id is null and made_by = app.person_id()::text
              and app.may(brand_id, case when decision in ('approved', 'changes_requested')
                                         then 'manager'::app.role else 'member'::app.role end));
create policy locking on app.decisions for update to pillarbox_app using (app.may(brand_id, 'member'));
create policy adding on app.post_comments for insert to pillarbox_app
  with check (app.may(brand_id, 'member') and created_by = app.person_id()::text);
-- Anybody may resolve, so that a row of somebody else is theirs to update; the guard says which of its columns.
create policy changing on app.post_comments for update to pillarbox_app
  using (app.may(brand_id, 'member')) with check (app.may(brand_id, 'member'));

create function app.guard_decision() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'a decision is never changed' using errcode = '42501';
end $$;
create trigger guard before update on app.decisions for each row execute function app.guard_decision();

create function app.guard_post_comment() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.brand_id, new.post_id, new.created_by, new.created_at)
     is distinct from (old.id, old.brand_id, old.post_id, old.created_by, old.created_at) then
    raise exception 'a comment stays where it is and whose it is' using errcode = '42501';
  end if;
  if current_user = 'pillarbox_app' and old.created_by is distinct from app.person_id()::text then
    if (new.text, new.mentions, new.edited_at) is distinct from (old.text, old.mentions, old.edited_at) then
      raise exception 'words are changed by who wrote them' using errcode = '42501';
    end if;
    if (new.deleted_at is null) <> (old.deleted_at is null) and not app.may(old.brand_id, 'manager') then
      raise exception 'a comment of somebody else is taken away by a manager' using errcode = '42501';
    end if;
  end if;
  return new;
end $$;
create trigger guard before update on app.post_comments for each row execute function app.guard_post_comment();
revoke all on function app.guard_decision(), app.guard_post_comment() from public;

-- The projection ------------------------------------------------------------------------------------------------------

do $do$
declare k record;
begin
  for k in select * from (values
    ('approval_rule', 'approval_rules', $c$
      'id', n.id, 'brand_id', n.brand_id, 'required', n.required,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$),
    ('decision', 'decisions', $c$
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'decision', n.decision,
      'content_hash', n.content_hash, 'content', n.content, 'seen', n.seen, 'note', n.note, 'made_by', n.made_by,
      'link_id', n.link_id, 'name', n.name, 'made_at', app.iso(n.made_at) $c$),
    ('post_comment', 'post_comments', $c$
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'text', n.text, 'mentions', n.mentions,
      'resolved_at', app.iso(n.resolved_at), 'resolved_by', n.resolved_by, 'edited_at', app.iso(n.edited_at),
      'created_by', n.created_by,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version $c$)
  ) as kinds (kind, source, columns)
  loop
    execute format($f$
      create function sync.project_%2$s() returns trigger language plpgsql
        security definer set search_path = pg_catalog, pg_temp as $body$
      declare n app.%2$I;
      begin
        if tg_op = 'DELETE' then
          perform sync.leave(sync.planning(old.brand_id), %1$L, old.id::text);
          return null;
        end if;
        n := new;
        if n.deleted_at is not null then
          perform sync.leave(sync.planning(n.brand_id), %1$L, n.id::text);
        else
          perform sync.put(sync.planning(n.brand_id), %1$L, n.id::text, jsonb_build_object(%3$s));
        end if;
        return null;
      end $body$ $f$, k.kind, k.source, k.columns);
    execute format('create trigger project after insert or update or delete on app.%1$I '
                   'for each row execute function sync.project_%1$s()', k.source);
    execute format('alter function sync.project_%s() owner to pillarbox_sync', k.source);
    execute format('revoke all on function sync.project_%s() from public', k.source);
  end loop;
end $do$;

-- What waits for an approval ------------------------------------------------------------------------------------------

create index on app.publication_work (post_id) where post_id is not null;
create index on app.publication_work (brand_id);

-- Due work that waits is looked at again when anything changes that an approval hangs on.
create function app.look_again(brand uuid, post uuid) returns void language sql
  security definer set search_path = pg_catalog, pg_temp as $$
  update app.publication_work w set look_at = now()
   where w.brand_id = brand and (post is null or w.post_id = post) and w.phase = 'due' and w.look_at > now()
     and exists (select from app.publications p
                  where p.subject = w.subject and p.subject_id = w.subject_id and p.occurrence = w.occurrence
                    and p.state = 'waiting' and p.error_code = 'approval_missing')
$$;
create function app.on_review_changed() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.look_again(new.brand_id, (to_jsonb(new) ->> tg_argv[0])::uuid);
  return null;
end $$;
create trigger look_again after insert on app.decisions
  for each row execute function app.on_review_changed('post_id');
-- No such column: everything of the brand.
create trigger look_again after insert or update on app.approval_rules
  for each row execute function app.on_review_changed('all');
create trigger look_again after update on app.posts
  for each row when (old.version <> new.version) execute function app.on_review_changed('id');
create trigger look_again after update on app.targets
  for each row when (old.version <> new.version) execute function app.on_review_changed('post_id');

grant create on schema app to pillarbox_system;
alter function app.look_again(uuid, uuid) owner to pillarbox_system;
alter function app.on_review_changed() owner to pillarbox_system;
revoke all on function app.look_again(uuid, uuid), app.on_review_changed() from public;
revoke create on schema app from pillarbox_system;
