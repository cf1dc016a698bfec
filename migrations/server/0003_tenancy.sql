-- People, organizations, brands and who may do what. Organization > brand > content.

create type app.role as enum ('owner', 'admin', 'manager', 'member');  -- in falling order of power

create table app.people (
  id uuid primary key,
  email text not null check (length(email) <= 320),
  name text not null default '' check (length(name) <= 200),
  created_at timestamptz not null default now()
);

create table app.organizations (
  id uuid primary key,
  name text not null check (btrim(name) <> '' and length(name) <= 200),
  -- Made with the person; a home for brands that belong to nobody else.
  personal boolean not null default false,
  created_by uuid not null references app.people(id),
  created_at timestamptz not null default now()
);
create unique index organizations_one_personal on app.organizations (created_by) where personal;

create table app.brands (
  id uuid primary key,
  organization_id uuid not null references app.organizations(id) on delete cascade,
  name text not null check (btrim(name) <> '' and length(name) <= 200),
  time_zone text not null check (length(time_zone) <= 64),
  week_starts_on int not null default 1 check (week_starts_on between 1 and 7),
  grace_minutes int not null default 60 check (grace_minutes between 0 and 10080),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version int not null,
  deleted_at timestamptz
);
create index on app.brands (organization_id);

-- A role in one brand, or (brand_id null) in the organization and so in each of its brands.
create table app.memberships (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references app.organizations(id) on delete cascade,
  brand_id uuid references app.brands(id) on delete cascade,
  person_id uuid not null references app.people(id) on delete cascade,
  role app.role not null,
  created_at timestamptz not null default now()
);
create unique index memberships_organization on app.memberships (organization_id, person_id) where brand_id is null;
create unique index memberships_brand on app.memberships (brand_id, person_id) where brand_id is not null;
create index on app.memberships (person_id);

create table app.invitations (
  id uuid primary key,
  organization_id uuid not null references app.organizations(id) on delete cascade,
  brand_id uuid not null references app.brands(id) on delete cascade,
  email text check (length(email) <= 320),  -- when set, only this address may accept
  role app.role not null,
  token_hash bytea not null unique,         -- sha-256 of the token in the link
  created_by uuid not null references app.people(id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references app.people(id),
  revoked_at timestamptz
);
create index on app.invitations (brand_id);

-- Everybody has a home for brands that belong to nobody else, from the moment they are known.
create function app.make_personal_organization() returns trigger language plpgsql
  set search_path = pg_catalog
  as $$
  declare organization uuid := gen_random_uuid();
  begin
    insert into app.organizations (id, name, personal, created_by)
      values (organization, coalesce(nullif(btrim(new.name), ''), split_part(new.email, '@', 1)), true, new.id);
    insert into app.memberships (organization_id, person_id, role) values (organization, new.id, 'owner');
    return null;
  end $$;
create trigger personal_organization after insert on app.people
  for each row execute function app.make_personal_organization();

-- The strongest role a person has in a brand: its own membership or the organization's. Null is no access.
-- SECURITY DEFINER, because policies on the very tables it reads call it.
create function app.role_of(person uuid, brand uuid) returns app.role language sql stable
  security definer set search_path = pg_catalog
  as $$
    select min(m.role) from app.memberships m
      join app.brands b on b.organization_id = m.organization_id and (m.brand_id is null or m.brand_id = b.id)
     where m.person_id = person and b.id = brand
  $$;

create function app.may(brand uuid, minimum app.role) returns boolean language sql stable
  set search_path = pg_catalog
  as $$ select coalesce(app.role_of(app.person_id(), brand) <= minimum, false) $$;

create function app.organization_role_of(person uuid, organization uuid) returns app.role language sql stable
  security definer set search_path = pg_catalog
  as $$
    select min(m.role) from app.memberships m
     where m.person_id = person and m.organization_id = organization and m.brand_id is null
  $$;

create function app.in_organization(organization uuid) returns boolean language sql stable
  security definer set search_path = pg_catalog
  as $$
    select exists (select 1 from app.memberships m
                    where m.person_id = app.person_id() and m.organization_id = organization)
  $$;

-- The definer functions read behind the policies, so their owner must be a role the policies let through.
-- (A new owner needs CREATE on the schema for the moment of the change.)
grant create on schema app to pillarbox_system;
alter function app.role_of(uuid, uuid) owner to pillarbox_system;
alter function app.organization_role_of(uuid, uuid) owner to pillarbox_system;
alter function app.in_organization(uuid) owner to pillarbox_system;
revoke create on schema app from pillarbox_system;

do $$
declare t text;
begin
  foreach t in array array['people', 'organizations', 'brands', 'memberships', 'invitations'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('grant select, insert, update, delete on app.%I to pillarbox_system', t);
    execute format('create policy system on app.%I to pillarbox_system using (true) with check (true)', t);
    execute format('grant select on app.%I to pillarbox_sync', t);
    execute format('create policy projection on app.%I for select to pillarbox_sync using (true)', t);
  end loop;
end $$;

-- A person reads what they belong to. Memberships and invitations change only through the server's own routes
-- (under the system role, after a check of its own), so persons get no write grant on them.
grant select on app.people, app.organizations, app.memberships to pillarbox_app;
grant select, insert, update on app.brands to pillarbox_app;

create policy own on app.people for select to pillarbox_app using (id = app.person_id());
create policy belong on app.organizations for select to pillarbox_app using (app.in_organization(id));
create policy belong on app.memberships for select to pillarbox_app
  using (person_id = app.person_id() or app.in_organization(organization_id));
create policy read on app.brands for select to pillarbox_app
  using (app.may(id, 'member') or app.organization_role_of(app.person_id(), organization_id) <= 'member');
create policy make on app.brands for insert to pillarbox_app
  with check (app.organization_role_of(app.person_id(), organization_id) <= 'admin');
create policy change on app.brands for update to pillarbox_app
  using (app.may(id, 'manager')) with check (app.may(id, 'manager'));
