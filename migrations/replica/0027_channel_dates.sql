-- A channel of a post may have a date of its own; null goes out with its post.
alter table targets add column scheduled_at text;
alter table targets add column wall_time text;
alter table targets add column time_zone text;
create index targets_own_date on targets (brand_id, scheduled_at) where scheduled_at is not null;

drop view undecided_targets;
create view undecided_targets as
  select t.id, t.post_id, t.connection_id, coalesce(t.scheduled_at, o.scheduled_at) as due_at
    from targets t join posts o on o.id = t.post_id
   where o.status = 'scheduled' and o.scheduled_at is not null
     and (not exists (select 1 from publications p where p.subject_id = t.id and p.subject = 'target')
          or exists (select 1 from publications p where p.subject_id = t.id and p.subject = 'target' and p.state = 'waiting'));

drop trigger targets_undecided_update;
create trigger targets_undecided_update after update on targets
  when new.post_id <> old.post_id or new.connection_id <> old.connection_id
    or new.scheduled_at is not old.scheduled_at begin
  delete from undecided where subject = 'target' and id = new.id;
  insert or replace into undecided select 'target', id, connection_id, due_at from undecided_targets where id = new.id;
end;
