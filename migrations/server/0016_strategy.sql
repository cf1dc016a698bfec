-- What a brand says and how: profile, style, hooks, offers, templates, hashtag sets, the journal, and the place of ideas.

-- What every table of a kind in a brand's planning scope needs beside its columns: row security with policies for each
-- role, and the trigger that keeps its projection, from an explicit list of columns (nothing private can slip in).
-- For migrations only. `minimum` is the least role that may write; deleted_at takes a row out of the projection.
create function app.make_kind(kind text, source text, columns text[], minimum app.role default 'member')
returns void language plpgsql set search_path = pg_catalog, pg_temp as $make$
declare pairs text;
begin
  execute format('alter table app.%I enable row level security', source);
  execute format('alter table app.%I force row level security', source);
  execute format('grant select, insert, update, delete on app.%I to pillarbox_system', source);
  execute format('create policy system on app.%I to pillarbox_system using (true) with check (true)', source);
  execute format('grant select on app.%I to pillarbox_sync', source);
  execute format('create policy projection on app.%I for select to pillarbox_sync using (true)', source);
  execute format('grant select, insert, update on app.%I to pillarbox_app', source);
  execute format('create policy reading on app.%I for select to pillarbox_app using (app.may(brand_id, ''member''))',
                 source);
  execute format('create policy adding on app.%I for insert to pillarbox_app with check (app.may(brand_id, %L))',
                 source, minimum);
  execute format('create policy changing on app.%I for update to pillarbox_app using (app.may(brand_id, %2$L)) '
                 'with check (app.may(brand_id, %2$L))', source, minimum);
  select string_agg(format(case when format_type(a.atttypid, null) = 'timestamp with time zone'
                                then '%L, app.iso(n.%I)' else '%L, n.%I' end, c.name, c.name), ', ' order by c.place)
    into strict pairs
    from unnest(array['id', 'brand_id'] || columns || array['created_at', 'updated_at', 'version'])
           with ordinality as c (name, place)
    join pg_attribute a on a.attrelid = format('app.%I', source)::regclass and a.attname = c.name;
  execute format($f$
    create function sync.project_%2$s() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $body$
    declare n app.%2$I;
    begin
      if tg_op = 'DELETE' then
        perform sync.leave(sync.planning(old.brand_id), %1$L, old.id::text);
        return null;
      end if;
      n := new;
      if n.deleted_at is not null then
        perform sync.leave(sync.planning(n.brand_id), %1$L, n.id::text);
      else
        perform sync.put(sync.planning(n.brand_id), %1$L, n.id::text, jsonb_build_object(%3$s));
      end if;
      return null;
    end $body$ $f$, kind, source, pairs);
  execute format('create trigger project after insert or update or delete on app.%1$I '
                 'for each row execute function sync.project_%1$s()', source);
  execute format('alter function sync.project_%s() owner to pillarbox_sync', source);
  execute format('revoke all on function sync.project_%s() from public', source);
end $make$;
revoke all on function app.make_kind(text, text, text[], app.role) from public;

create table app.brand_profiles (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  one_liner text not null check (length(one_liner) <= 500),
  audience text not null check (length(audience) <= 5000),
  differentiators text not null check (length(differentiators) <= 5000),
  pain_points text not null check (length(pain_points) <= 5000),
  opportunities text not null check (length(opportunities) <= 5000),
  price text not null check (length(price) <= 2000),
  voice text not null check (length(voice) <= 5000),
  personality text not null check (length(personality) <= 5000),
  brand_values text not null check (length(brand_values) <= 5000),
  topics text not null check (length(topics) <= 5000),
  competitors text not null check (length(competitors) <= 5000),
  goal text not null check (length(goal) <= 2000),
  region text not null check (length(region) <= 500),
  website text not null check (length(website) <= 2000),
  palette jsonb not null check (jsonb_typeof(palette) = 'array'),
  check (id = brand_id),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('brand_profile', 'brand_profiles', array['one_liner', 'audience', 'differentiators', 'pain_points', 'opportunities', 'price', 'voice', 'personality', 'brand_values', 'topics', 'competitors', 'goal', 'region', 'website', 'palette']);

create table app.style_rules (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  stance text not null check (length(stance) <= 10),
  text text not null check (length(text) <= 1000),
  example text not null check (length(example) <= 2000),
  position int not null,
  check (stance in ('do', 'dont')),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('style_rule', 'style_rules', array['stance', 'text', 'example', 'position']);

create table app.hooks (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  text text not null check (length(text) <= 1000),
  type text not null check (length(type) <= 100),
  category text not null check (length(category) <= 100),
  season text not null check (length(season) <= 100),
  place text not null check (length(place) <= 200),
  urgency text not null check (length(urgency) <= 10),
  score int,
  check (urgency in ('calm', 'soon', 'now')),
  check (score between 0 and 100),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('hook', 'hooks', array['text', 'type', 'category', 'season', 'place', 'urgency', 'score']);

create table app.offers (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  name text not null check (length(name) <= 200),
  description text not null check (length(description) <= 10000),
  benefits jsonb not null check (jsonb_typeof(benefits) = 'array'),
  features jsonb not null check (jsonb_typeof(features) = 'array'),
  audience text not null check (length(audience) <= 5000),
  value_proposition text not null check (length(value_proposition) <= 5000),
  price text not null check (length(price) <= 500),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('offer', 'offers', array['name', 'description', 'benefits', 'features', 'audience', 'value_proposition', 'price']);

create table app.caption_templates (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  name text not null check (length(name) <= 200),
  category text not null check (length(category) <= 100),
  text text not null check (length(text) <= 10000),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('caption_template', 'caption_templates', array['name', 'category', 'text']);

create table app.hashtag_sets (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  name text not null check (length(name) <= 200),
  hashtags jsonb not null check (jsonb_typeof(hashtags) = 'array'),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('hashtag_set', 'hashtag_sets', array['name', 'hashtags']);

create table app.journal_entries (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  day text not null check (length(day) <= 10),
  text text not null check (length(text) <= 20000),
  post_id uuid,
  created_by text check (length(created_by) <= 80),
  foreign key (brand_id, post_id) references app.posts (brand_id, id),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('journal_entry', 'journal_entries', array['day', 'text', 'post_id', 'created_by']);

create table app.journal_weeks (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  first_day text not null check (length(first_day) <= 10),
  text text not null check (length(text) <= 20000),
  done boolean not null,
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('journal_week', 'journal_weeks', array['first_day', 'text', 'done']);

create table app.ideas (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  stage text not null check (length(stage) <= 20),
  rank double precision check (rank = floor(rank)),
  hook_id uuid,
  release_month text check (length(release_month) <= 7),
  visible_after text check (length(visible_after) <= 10),
  check (stage in ('idea', 'drafting', 'ready')),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  foreign key (brand_id, id) references app.posts (brand_id, id) on delete cascade
);
select app.make_kind('idea', 'ideas', array['stage', 'rank', 'hook_id', 'release_month', 'visible_after']);

-- Why a pillar is there, and examples of what it is about.
alter table app.pillars
  add column why_it_matters text not null default '' check (length(why_it_matters) <= 5000),
  add column subtopics jsonb not null default '[]' check (jsonb_typeof(subtopics) = 'array');

create or replace function sync.project_pillars() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare n app.pillars;
begin
  if tg_op = 'DELETE' then
    perform sync.leave(sync.planning(old.brand_id), 'pillar', old.id::text);
    return null;
  end if;
  n := new;
  if tg_op = 'UPDATE' and (old.id <> n.id or old.brand_id <> n.brand_id or n.deleted_at is not null) then
    perform sync.leave(sync.planning(old.brand_id), 'pillar', old.id::text);
  end if;
  if n.deleted_at is null then
    perform sync.put(sync.planning(n.brand_id), 'pillar', n.id::text, jsonb_build_object(
      'id', n.id, 'brand_id', n.brand_id, 'name', n.name, 'description', n.description, 'color', n.color,
      'position', n.position, 'share', n.share, 'why_it_matters', n.why_it_matters, 'subtopics', n.subtopics,
      'created_at', app.iso(n.created_at), 'updated_at', app.iso(n.updated_at), 'version', n.version));
  end if;
  return null;
end $$;
