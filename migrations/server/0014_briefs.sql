-- What a post is meant to be, for whoever writes and films it; nothing of it goes out. id is the post's.
create table app.briefs (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  short_caption text not null check (length(short_caption) <= 5000),
  topic_angle text not null check (length(topic_angle) <= 2000),
  visual_suggestion text not null check (length(visual_suggestion) <= 5000),
  post_type text not null check (length(post_type) <= 40),
  urgency text not null check (length(urgency) <= 40),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  foreign key (brand_id, id) references app.posts (brand_id, id) on delete cascade
);

alter table app.briefs enable row level security;
alter table app.briefs force row level security;
grant select, insert, update, delete on app.briefs to pillarbox_system;
create policy system on app.briefs to pillarbox_system using (true) with check (true);
grant select on app.briefs to pillarbox_sync;
create policy projection on app.briefs for select to pillarbox_sync using (true);
grant select, insert, update on app.briefs to pillarbox_app;
create policy reading on app.briefs for select to pillarbox_app using (app.may(brand_id, 'member'));
create policy adding on app.briefs for insert to pillarbox_app with check (app.may(brand_id, 'member'));
create policy changing on app.briefs for update to pillarbox_app
  using (app.may(brand_id, 'member')) with check (app.may(brand_id, 'member'));

create function sync.project_briefs() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.briefs;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'brief', old.id::text);
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'brief', n.id::text);
  else
    perform sync.put(sync.planning(n.brand_id), 'brief', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'short_caption', n.short_caption, 'topic_angle', n.topic_angle,
      'visual_suggestion', n.visual_suggestion, 'post_type', n.post_type, 'urgency', n.urgency,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
create trigger project after insert or update or delete on app.briefs
  for each row execute function sync.project_briefs();
alter function sync.project_briefs() owner to pillarbox_sync;
revoke all on function sync.project_briefs() from public;
