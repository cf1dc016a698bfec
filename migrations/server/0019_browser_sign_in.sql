-- Connecting an account by signing in on its platform's own pages: one row per way there and back, and what this server is
-- known as at each place. Nothing of it is for desktops. Texts that hold secrets are sealed like connection secrets.
create table secrets.platform_clients (
  platform text not null,
  service_url text not null check (length(service_url) <= 2000),
  redirect_uri text not null check (length(redirect_uri) <= 2000),
  key_id text not null,
  nonce bytea not null check (length(nonce) = 12),
  ciphertext bytea not null,
  tag bytea not null check (length(tag) = 16),
  created_at timestamptz not null default now(),
  primary key (platform, service_url, redirect_uri)
);

create table secrets.sign_in_flows (
  -- The connection that is to be made, or made again.
  connection_id uuid primary key,
  state_hash bytea not null unique,
  person_id uuid not null references app.people(id) on delete cascade,
  brand_id uuid not null references app.brands(id) on delete cascade,
  platform text not null,
  service_url text not null check (length(service_url) <= 2000),
  redirect_uri text not null check (length(redirect_uri) <= 2000),
  again boolean not null,
  key_id text not null,
  nonce bytea not null check (length(nonce) = 12),
  ciphertext bytea not null,
  tag bytea not null check (length(tag) = 16),
  expires_at timestamptz not null,
  -- The way back is walked once.
  used_at timestamptz,
  -- What came of it, for the desktop that waits.
  outcome text check (outcome in ('connected', 'failed')),
  error_code text check (length(error_code) <= 80),
  error_message text check (length(error_message) <= 2000)
);
create index sign_in_flows_expires on secrets.sign_in_flows (expires_at);

do $$
declare t text;
begin
  foreach t in array array['secrets.platform_clients', 'secrets.sign_in_flows'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('grant select, insert, update, delete on %s to pillarbox_system', t);
    execute format('create policy system on %s to pillarbox_system using (true) with check (true)', t);
  end loop;
end $$;
