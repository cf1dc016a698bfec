-- Mail for people whose posts did not go out. Without a row here somebody who may act is written to.
create table app.mail_wishes (
  person_id uuid primary key references app.people(id) on delete cascade,
  failures boolean not null
);

-- What each person is to be told of, once: a row per person and failure, several of them in one mail. `sending` is
-- written before the mail is handed over, so that a crash in between loses a mail and never sends one twice.
create table app.failure_mails (
  person_id uuid not null references app.people(id) on delete cascade,
  -- Of a publication its id, state and due time (sent again and failed again is another failure); of a connection its id.
  about text not null check (length(about) <= 200),
  brand_id uuid not null references app.brands(id) on delete cascade,
  publication_id uuid references app.publications(id) on delete cascade,
  connection_id uuid references app.connections(id) on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'settled', 'lost', 'given_up')),
  batch uuid,
  tries int not null default 0,
  seen_at timestamptz not null default now(),
  next_at timestamptz not null,
  primary key (person_id, about),
  check ((publication_id is null) <> (connection_id is null))
);
create index on app.failure_mails (next_at) where state in ('waiting', 'sending');
create index on app.failure_mails (connection_id) where connection_id is not null;
create index on app.publications (updated_at) where state in ('failed', 'missed', 'unknown');

do $$
declare t text;
begin
  foreach t in array array['mail_wishes', 'failure_mails'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('grant select, insert, update, delete on app.%I to pillarbox_system', t);
    execute format('create policy system on app.%I to pillarbox_system using (true) with check (true)', t);
  end loop;
end $$;
