-- What nobody has decided yet: targets of planned posts, and answers, that have no publication, or one that waits. A
-- device asks at every commit what of it is due on the accounts it holds, and must not walk all that ever went out to
-- find that. Triggers keep it level with the tables, in whatever order rows come.
create table undecided (
  subject text not null check (subject in ('target', 'reply')),
  id text not null,
  connection_id text not null,
  due_at text not null,          -- of a post: its time; of an answer: when it was written
  primary key (subject, id)
) strict, without rowid;
create index undecided_due on undecided (connection_id, subject, due_at);

create view undecided_targets as
  select t.id, t.post_id, t.connection_id, o.scheduled_at as due_at
    from targets t join posts o on o.id = t.post_id
   where o.status = 'scheduled' and o.scheduled_at is not null
     and (not exists (select 1 from publications p where p.subject_id = t.id and p.subject = 'target')
          or exists (select 1 from publications p where p.subject_id = t.id and p.subject = 'target' and p.state = 'waiting'));
create view undecided_replies as
  select r.id, r.connection_id, r.created_at as due_at
    from replies r
   where not exists (select 1 from publications p where p.subject_id = r.id and p.subject = 'reply')
      or exists (select 1 from publications p where p.subject_id = r.id and p.subject = 'reply' and p.state = 'waiting');

create trigger targets_undecided_insert after insert on targets begin
  insert or replace into undecided select 'target', id, connection_id, due_at from undecided_targets where id = new.id;
end;
create trigger targets_undecided_update after update on targets
  when new.post_id <> old.post_id or new.connection_id <> old.connection_id begin
  delete from undecided where subject = 'target' and id = new.id;
  insert or replace into undecided select 'target', id, connection_id, due_at from undecided_targets where id = new.id;
end;
create trigger targets_undecided_delete after delete on targets begin
  delete from undecided where subject = 'target' and id = old.id;
end;

create trigger posts_undecided_insert after insert on posts when new.status = 'scheduled' begin
  insert or replace into undecided
    select 'target', id, connection_id, due_at from undecided_targets where post_id = new.id;
end;
create trigger posts_undecided_update after update on posts
  when new.status <> old.status or new.scheduled_at is not old.scheduled_at begin
  delete from undecided where subject = 'target' and id in (select id from targets where post_id = new.id);
  insert or replace into undecided select 'target', id, connection_id, due_at from undecided_targets where post_id = new.id;
end;
create trigger posts_undecided_delete after delete on posts when old.status = 'scheduled' begin
  delete from undecided where subject = 'target' and id in (select id from targets where post_id = old.id);
end;

create trigger replies_undecided_insert after insert on replies begin
  insert or replace into undecided select 'reply', id, connection_id, due_at from undecided_replies where id = new.id;
end;
create trigger replies_undecided_update after update on replies
  when new.connection_id <> old.connection_id or new.created_at <> old.created_at begin
  delete from undecided where subject = 'reply' and id = new.id;
  insert or replace into undecided select 'reply', id, connection_id, due_at from undecided_replies where id = new.id;
end;
create trigger replies_undecided_delete after delete on replies begin
  delete from undecided where subject = 'reply' and id = old.id;
end;

create trigger publications_undecided_insert after insert on publications when new.state <> 'waiting' begin
  delete from undecided where id = new.subject_id and subject in ('target', 'reply');
  insert or replace into undecided select 'target', id, connection_id, due_at from undecided_targets where id = new.subject_id;
  insert or replace into undecided select 'reply', id, connection_id, due_at from undecided_replies where id = new.subject_id;
end;
create trigger publications_undecided_update after update on publications
  when new.state <> old.state or new.subject_id <> old.subject_id begin
  delete from undecided where id in (old.subject_id, new.subject_id) and subject in ('target', 'reply');
  insert or replace into undecided
    select 'target', id, connection_id, due_at from undecided_targets where id in (old.subject_id, new.subject_id);
  insert or replace into undecided
    select 'reply', id, connection_id, due_at from undecided_replies where id in (old.subject_id, new.subject_id);
end;
create trigger publications_undecided_delete after delete on publications begin
  insert or replace into undecided
    select 'target', id, connection_id, due_at from undecided_targets where id = old.subject_id;
  insert or replace into undecided
    select 'reply', id, connection_id, due_at from undecided_replies where id = old.subject_id;
end;

insert into undecided select 'target', id, connection_id, due_at from undecided_targets;
insert into undecided select 'reply', id, connection_id, due_at from undecided_replies;

-- Whose turn is taken back when a post moves (main/connections/by-hand.ts).
create index publications_waiting on publications (error_code) where state = 'waiting';

-- These were for walking all of an account's past.
drop index targets_connection;
drop index replies_connection;
