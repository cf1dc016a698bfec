-- Where the parts of a stream's snapshot end: a snapshot of more than one part is read over several requests, perhaps
-- of several processes. A row says with which row of sync.rows a part ended; without a name, that it was the last.
create table sync.snapshots (
  nonce text not null,
  part int not null,
  kind text,
  id text,
  at timestamptz not null default now(),
  primary key (nonce, part),
  check ((kind is null) = (id is null))
);
create index snapshots_at on sync.snapshots (at);
alter table sync.snapshots enable row level security;
alter table sync.snapshots force row level security;
create policy owner on sync.snapshots to pillarbox_sync using (true) with check (true);
alter table sync.snapshots owner to pillarbox_sync;
