-- The Sandbox shows films. One is sent before the post that shows it; a post that never comes leaves it to be swept.
create table sandbox.videos (
  id uuid primary key,
  account_id uuid not null references sandbox.accounts(id) on delete cascade,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  mime text not null check (mime in ('video/mp4', 'video/webm', 'video/quicktime')),
  data bytea not null check (length(data) <= 33554432),
  created_at timestamptz not null default now(),
  unique (account_id, sha256)
);
-- Browsers ask for parts of it: uncompressed, a part is read without the rest.
alter table sandbox.videos alter column data set storage external;
alter table sandbox.videos enable row level security;
alter table sandbox.videos force row level security;
grant select, insert, update, delete on sandbox.videos to pillarbox_system;
create policy system on sandbox.videos to pillarbox_system using (true) with check (true);

alter table sandbox.posts
  add column video_id uuid references sandbox.videos(id),
  add column video_alt text check (length(video_alt) <= 2000),
  add column video_cover_ms int check (video_cover_ms >= 0);
create index on sandbox.posts (video_id) where video_id is not null;
