-- Accounts and sessions of our own sign-in. Nobody but the system identity reads or writes here: a person's
-- transaction has no grant on this schema at all, so no query built for a person can reach a hash or a token.
-- With SUPABASE_URL set these tables stay empty.

create table identity.users (
  id uuid primary key,
  email text not null check (email = lower(email) and length(email) <= 320),
  -- argon2id in PHC form.
  password_hash text not null,
  email_confirmed_at timestamptz,
  -- What the person says about themselves (a name); bounded, because every access token carries it.
  user_metadata jsonb not null default '{}' check (jsonb_typeof(user_metadata) = 'object'),
  -- What the server says about them; no route writes it.
  app_metadata jsonb not null default '{"provider": "email", "providers": ["email"]}',
  last_sign_in_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index users_email on identity.users (lower(email));

-- One signed-in device. Each refresh starts a new generation of tokens within the session.
create table identity.sessions (
  id uuid primary key,
  user_id uuid not null references identity.users on delete cascade,
  aal text not null default 'aal1' check (aal in ('aal1', 'aal2')),
  generation integer not null default 0,
  -- The newest generation whose access token a client has shown us. While it trails `generation`, the client
  -- may never have received the answer that carried the newest tokens.
  seen_generation integer not null default 0,
  user_agent text,
  ip text,
  created_at timestamptz not null default now(),
  refreshed_at timestamptz,
  -- Idle sessions end; a refresh moves this on.
  not_after timestamptz not null,
  revoked_at timestamptz
);
create index sessions_user on identity.sessions (user_id);
create index sessions_not_after on identity.sessions (not_after);

-- Refresh tokens, one per generation, kept after use so that a second use is noticed. Only a SHA-256 of the
-- token is stored (it has 256 random bits, so a slow hash would add nothing). The successor of a used token is
-- HMAC(key: that token, successor_salt): whoever still holds the old token can be given the same successor
-- again, while this table alone yields no token.
create table identity.refresh_tokens (
  token_hash bytea primary key,
  session_id uuid not null references identity.sessions on delete cascade,
  generation integer not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  successor_salt bytea,
  unique (session_id, generation),
  check ((used_at is null) = (successor_salt is null))
);

-- Authorization codes of the browser sign-in (PKCE). A code lives minutes and works once.
create table identity.flow_states (
  code_hash bytea primary key,
  user_id uuid not null references identity.users on delete cascade,
  -- base64url(sha256(verifier)), RFC 7636 section 4.2.
  code_challenge text not null check (length(code_challenge) = 43),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  -- The session the code was exchanged for, ended when the code is replayed.
  session_id uuid references identity.sessions on delete cascade
);
create index flow_states_expires on identity.flow_states (expires_at);

-- ES256 keys that sign access tokens. The private half is sealed by the server's vault key.
create table identity.signing_keys (
  kid text primary key,
  public_jwk jsonb not null,
  private_sealed bytea not null,
  created_at timestamptz not null default now(),
  -- A retired key signs nothing more; it is published until the last token it signed has expired.
  retired_at timestamptz
);
create unique index signing_keys_one_active on identity.signing_keys ((true)) where retired_at is null;

do $$
declare name text;
begin
  foreach name in array array['users', 'sessions', 'refresh_tokens', 'flow_states', 'signing_keys'] loop
    execute format('alter table identity.%I enable row level security', name);
    execute format('alter table identity.%I force row level security', name);
    execute format('create policy system_all on identity.%I to pillarbox_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on identity.%I to pillarbox_system', name);
  end loop;
end $$;
