-- Screens as one person likes to find them again: the calendar's view, lanes, brands and filters under a name.

create table app.saved_views (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  screen text not null check (length(screen) <= 40),
  name text not null check (length(name) between 1 and 100),
  filters jsonb not null check (jsonb_typeof(filters) = 'object'),
  position int not null,
  created_by text,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);

alter table app.saved_views enable row level security;
alter table app.saved_views force row level security;
grant select, insert, update, delete on app.saved_views to pillarbox_system;
create policy system on app.saved_views to pillarbox_system using (true) with check (true);
grant select on app.saved_views to pillarbox_sync;
create policy projection on app.saved_views for select to pillarbox_sync using (true);
grant select, insert, update on app.saved_views to pillarbox_app;
create policy reading on app.saved_views for select to pillarbox_app using (app.may(brand_id, 'member'));
create policy adding on app.saved_views for insert to pillarbox_app
  with check (app.may(brand_id, 'member') and created_by = app.person_id()::text);
create policy changing on app.saved_views for update to pillarbox_app
  using (app.may(brand_id, 'member') and created_by = app.person_id()::text)
  with check (app.may(brand_id, 'member') and created_by = app.person_id()::text);

create function sync.project_saved_views() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.saved_views;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'saved_view', old.id::text);
    return null;
  end if;
  n := new;
  if n.deleted_at is not null then
    perform sync.leave(sync.planning(n.brand_id), 'saved_view', n.id::text);
  else
    perform sync.put(sync.planning(n.brand_id), 'saved_view', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'screen', n.screen, 'name', n.name, 'filters', n.filters,
      'position', n.position, 'created_by', n.created_by,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
create trigger project after insert or update or delete on app.saved_views
  for each row execute function sync.project_saved_views();
alter function sync.project_saved_views() owner to pillarbox_sync;
revoke all on function sync.project_saved_views() from public;
