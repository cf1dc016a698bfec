-- Files of a brand's library, and which go with which post. The bytes are in the media store (a folder in the data
-- home), content-addressed; app.media_files says which of them a brand has brought here itself. Knowing another
-- brand's hash therefore opens nothing.

create table app.media_files (
  brand_id uuid not null references app.brands(id) on delete cascade,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null check (bytes >= 0),
  stored_at timestamptz not null default now(),
  -- Since when nothing refers to it; housekeeping takes it away a while later.
  unused_since timestamptz,
  primary key (brand_id, sha256)
);
create index on app.media_files (sha256);
create index on app.media_files (unused_since) where unused_since is not null;

create table app.assets (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null check (length(name) <= 300),
  mime text not null check (length(mime) <= 100),
  bytes bigint not null check (bytes >= 0),
  width int check (width > 0),
  height int check (height > 0),
  duration_ms int check (duration_ms >= 0),
  codec text check (length(codec) <= 80),
  alt_text text not null check (length(alt_text) <= 2000),
  folder text not null check (length(folder) <= 300),
  tags jsonb not null check (jsonb_typeof(tags) = 'array'),
  rating int not null check (rating between 0 and 5),
  uploaded_at timestamptz,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  unique (brand_id, sha256)
);

create table app.attachments (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  post_id uuid not null,
  asset_id uuid not null,
  connection_id uuid,
  position int not null,
  alt_text text check (length(alt_text) <= 2000),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id),
  foreign key (brand_id, post_id) references app.posts (brand_id, id),
  foreign key (brand_id, asset_id) references app.assets (brand_id, id),
  foreign key (brand_id, connection_id) references app.connections (brand_id, id)
);
create index on app.attachments (post_id) where deleted_at is null;
create index on app.attachments (asset_id) where deleted_at is null;

do $$
declare t text;
begin
  foreach t in array array['media_files', 'assets', 'attachments'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('grant select, insert, update, delete on app.%I to pillarbox_system', t);
    execute format('create policy system on app.%I to pillarbox_system using (true) with check (true)', t);
    execute format('create policy brand on app.%I to pillarbox_app using (app.may(brand_id, ''member'')) '
                   'with check (app.may(brand_id, ''member''))', t);
  end loop;
  foreach t in array array['assets', 'attachments'] loop
    execute format('grant select, insert, update on app.%I to pillarbox_app', t);
    execute format('grant select on app.%I to pillarbox_sync', t);
    execute format('create policy projection on app.%I for select to pillarbox_sync using (true)', t);
  end loop;
end $$;
-- A person reads what is here; only the store itself says so.
grant select on app.media_files to pillarbox_app;

-- Whether the bytes are here is never a client's word, and a file that comes back into use is kept.
create function app.note_stored() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.uploaded_at := (select f.stored_at from app.media_files f
                       where f.brand_id = new.brand_id and f.sha256 = new.sha256);
  if new.deleted_at is null then
    update app.media_files f set unused_since = null
     where f.brand_id = new.brand_id and f.sha256 = new.sha256 and f.unused_since is not null;
  elsif tg_op = 'UPDATE' and old.deleted_at is null then
    update app.media_files f set unused_since = now()
     where f.brand_id = new.brand_id and f.sha256 = new.sha256;
  end if;
  return new;
end $$;
create trigger stored before insert or update on app.assets for each row execute function app.note_stored();

-- The bytes came, or went: the asset says so, and posts that waited for them are looked at.
create function app.on_media_stored() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare brand uuid; hash text;
begin
  if tg_op = 'DELETE' then brand := old.brand_id; hash := old.sha256;
  else brand := new.brand_id; hash := new.sha256; end if;
  update app.assets set version = version + 1, updated_at = now() where brand_id = brand and sha256 = hash;
  if tg_op = 'INSERT' then
    update app.publication_work w set look_at = now()
     where w.phase = 'due' and w.due_at <= now() and w.post_id in (
       select g.post_id from app.attachments g join app.assets a on a.id = g.asset_id
        where a.brand_id = brand and a.sha256 = hash and g.deleted_at is null);
  end if;
  return null;
end $$;
create trigger stored after insert or delete on app.media_files
  for each row execute function app.on_media_stored();

create function sync.project_assets() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.assets;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'asset', old.id::text, 'deleted');
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'asset', n.id::text, 'deleted');
  else
    perform sync.put(sync.planning(n.brand_id), 'asset', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'sha256', n.sha256, 'name', n.name, 'mime', n.mime, 'bytes', n.bytes,
      'width', n.width, 'height', n.height, 'duration_ms', n.duration_ms, 'codec', n.codec,
      'alt_text', n.alt_text, 'folder', n.folder, 'tags', n.tags, 'rating', n.rating,
      'uploaded_at', app.iso(n.uploaded_at),
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
create trigger project after insert or update or delete on app.assets
  for each row execute function sync.project_assets();

create function sync.project_attachments() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.attachments;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'attachment', old.id::text, 'deleted');
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'attachment', n.id::text, 'deleted');
  else
    perform sync.put(sync.planning(n.brand_id), 'attachment', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'post_id', n.post_id, 'asset_id', n.asset_id,
      'connection_id', n.connection_id, 'position', n.position, 'alt_text', n.alt_text,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
create trigger project after insert or update or delete on app.attachments
  for each row execute function sync.project_attachments();

alter function sync.project_assets() owner to pillarbox_sync;
alter function sync.project_attachments() owner to pillarbox_sync;
revoke all on function sync.project_assets(), sync.project_attachments() from public;
grant create on schema app to pillarbox_system;
alter function app.note_stored() owner to pillarbox_system;
alter function app.on_media_stored() owner to pillarbox_system;
revoke all on function app.note_stored(), app.on_media_stored() from public;
revoke create on schema app from pillarbox_system;

-- The Sandbox shows pictures.
create table sandbox.images (
  post_id uuid not null references sandbox.posts(id) on delete cascade,
  position int not null,
  sha256 text not null,
  mime text not null check (mime in ('image/jpeg', 'image/png', 'image/webp', 'image/gif')),
  alt_text text not null check (length(alt_text) <= 2000),
  data bytea not null check (length(data) <= 5000000),
  primary key (post_id, position)
);
alter table sandbox.images enable row level security;
alter table sandbox.images force row level security;
grant select, insert, update, delete on sandbox.images to pillarbox_system;
create policy system on sandbox.images to pillarbox_system using (true) with check (true);
