-- A picture may stand for a film (`cover` names it): what waited for it is looked at when it comes.
create index on app.attachments ((cover ->> 'asset_id')) where deleted_at is null;

create or replace function app.on_media_stored() returns trigger language plpgsql
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
        where a.brand_id = brand and a.sha256 = hash and g.deleted_at is null
       union
       select g.post_id from app.attachments g join app.assets a on g.cover ->> 'asset_id' = a.id::text
        where a.brand_id = brand and a.sha256 = hash and g.brand_id = brand and g.deleted_at is null
       union
       select p.post_id from app.post_parts p
        join app.assets a on p.asset_ids ? a.id::text and a.brand_id = p.brand_id
        where a.brand_id = brand and a.sha256 = hash and p.deleted_at is null);
  end if;
  return null;
end $$;
