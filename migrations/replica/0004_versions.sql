-- Which version of its mutation's arguments a write carries: it may wait here longer than the app that made it lives.
alter table outbox add column version integer not null default 1;
alter table failed_writes add column version integer not null default 1;
alter table kept_writes add column version integer not null default 1;
