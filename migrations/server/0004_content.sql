-- What people plan and answer. Each table's columns are those of its kind in shared/kinds, plus deleted_at:
-- a deleted row stays here and leaves the projection. References carry brand_id, because foreign keys do not ask policies.

create table app.pillars (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  name text not null check (length(name) <= 200),
  description text not null check (length(description) <= 10000),
  color int not null check (color between 1 and 8),
  position int not null,
  share int check (share between 0 and 100),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);

create table app.schedules (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  name text not null check (length(name) <= 200),
  time_zone text not null check (length(time_zone) <= 64),
  slots jsonb not null check (jsonb_typeof(slots) = 'array'),
  paused boolean not null,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);

create table app.posts (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  pillar_id uuid,
  title text not null check (length(title) <= 500),
  caption text not null check (length(caption) <= 100000),
  notes text not null check (length(notes) <= 100000),
  hashtags jsonb not null check (jsonb_typeof(hashtags) = 'array'),
  link text check (length(link) <= 2000),
  status text not null check (status in ('draft', 'scheduled')),
  scheduled_at timestamptz,
  wall_time text,
  time_zone text,
  schedule_id uuid,
  slot_key text check (length(slot_key) <= 120),
  created_by text,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, pillar_id) references app.pillars (brand_id, id),
  foreign key (brand_id, schedule_id) references app.schedules (brand_id, id),
  check ((status = 'scheduled') = (scheduled_at is not null)),
  check ((scheduled_at is null) = (wall_time is null) and (wall_time is null) = (time_zone is null))
);
create index on app.posts (brand_id, scheduled_at) where deleted_at is null;
create index on app.posts (scheduled_at) where deleted_at is null and status = 'scheduled';
-- The same wall-clock slot never holds two posts. The mutation endpoint moves the later arrival to the next free slot.
create unique index posts_slot on app.posts (brand_id, slot_key) where slot_key is not null and deleted_at is null;

create table app.connections (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  platform text not null,
  holder text not null check (holder in ('device', 'server')),
  device_id text,
  handle text not null check (length(handle) <= 300),
  display_name text not null check (length(display_name) <= 300),
  remote_account_id text not null check (length(remote_account_id) <= 300),
  service_url text check (length(service_url) <= 2000),
  status text not null check (status in ('connected', 'reconnect')),
  status_code text,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  check ((holder = 'device') = (device_id is not null))
);

create table app.targets (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid not null,
  connection_id uuid not null,
  text text check (length(text) <= 100000),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  unique (post_id, connection_id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id),
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);
create index on app.targets (connection_id) where deleted_at is null;

create table app.comments (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  connection_id uuid not null,
  post_id uuid,
  remote_id text not null check (length(remote_id) <= 2000),
  parent_remote_id text,
  url text,
  author_name text not null,
  author_handle text not null,
  text text not null check (length(text) <= 100000),
  commented_at timestamptz not null,
  status text not null check (status in ('open', 'done')),
  assigned_to uuid references app.people(id),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  unique (connection_id, remote_id),
  foreign key (brand_id, connection_id) references app.connections (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id)
);
create index on app.comments (brand_id, commented_at desc) where deleted_at is null;

create table app.replies (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  comment_id uuid not null,
  connection_id uuid not null,
  text text not null check (length(text) <= 100000),
  created_by text,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, comment_id) references app.comments (brand_id, id),
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);

-- One outgoing thing: (subject, occurrence) is unique, so it exists once however many workers look. The attempts
-- behind it are in 0006. id is uuid v5 of subject and occurrence.
create table app.publications (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  subject text not null check (subject in ('target', 'reply')),
  subject_id uuid not null,
  post_id uuid,
  connection_id uuid not null,
  occurrence text not null check (length(occurrence) <= 40),
  state text not null check (state in ('waiting', 'publishing', 'retrying', 'published', 'failed', 'unknown',
                                       'cancelled', 'missed', 'by_hand')),
  due_at timestamptz not null,
  published_at timestamptz,
  late_ms int,
  remote_id text,
  url text,
  tries int not null,
  next_try_at timestamptz,
  error_code text,
  error_class text not null check (error_class in ('retry', 'reconnect', 'fix_content', 'wait', 'give_up', 'none')),
  error_message text check (length(error_message) <= 2000),
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (subject, subject_id, occurrence),
  unique (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id),
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);
create index on app.publications (brand_id, due_at desc);

create table app.notices (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  code text not null check (length(code) <= 80),
  params jsonb not null,
  about_kind text not null,
  about_id uuid not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);

-- Every accepted version of a post, written by the mutation that made it.
create table app.post_revisions (
  post_id uuid not null,
  version int not null,
  brand_id uuid not null references app.brands(id) on delete cascade,
  mutation text not null,
  author text,
  made_at timestamptz not null,
  accepted_at timestamptz not null default now(),
  -- Set on words that lost a merge: kept here, shown to the person.
  conflict boolean not null default false,
  row jsonb not null,
  primary key (post_id, version, conflict),
  foreign key (brand_id, post_id) references app.posts (brand_id, id)
);

do $$
declare t text;
begin
  foreach t in array array['pillars', 'schedules', 'posts', 'connections', 'targets', 'comments', 'replies',
                           'publications', 'notices', 'post_revisions'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('grant select, insert, update on app.%I to pillarbox_app', t);
    execute format('grant select, insert, update, delete on app.%I to pillarbox_system', t);
    execute format('grant select on app.%I to pillarbox_sync', t);
    execute format('create policy system on app.%I to pillarbox_system using (true) with check (true)', t);
    execute format('create policy projection on app.%I for select to pillarbox_sync using (true)', t);
    execute format('create policy brand on app.%I to pillarbox_app using (app.may(brand_id, ''member'')) '
                   'with check (app.may(brand_id, ''member''))', t);
  end loop;
end $$;
-- A history is added to, never rewritten.
revoke update on app.post_revisions from pillarbox_app;
