-- What a brand says and how, the journal, and the place of ideas.
create table brand_profiles (
  id text primary key not null,
  brand_id text not null,
  one_liner text not null,
  audience text not null,
  differentiators text not null,
  pain_points text not null,
  opportunities text not null,
  price text not null,
  voice text not null,
  personality text not null,
  brand_values text not null,
  topics text not null,
  competitors text not null,
  goal text not null,
  region text not null,
  website text not null,
  palette text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index brand_profiles_brand on brand_profiles (brand_id);

create table style_rules (
  id text primary key not null,
  brand_id text not null,
  stance text not null,
  text text not null,
  example text not null,
  position integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index style_rules_brand on style_rules (brand_id, position);

create table hooks (
  id text primary key not null,
  brand_id text not null,
  text text not null,
  type text not null,
  category text not null,
  season text not null,
  place text not null,
  urgency text not null,
  score integer,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index hooks_brand on hooks (brand_id, created_at);

create table offers (
  id text primary key not null,
  brand_id text not null,
  name text not null,
  description text not null,
  benefits text not null,
  features text not null,
  audience text not null,
  value_proposition text not null,
  price text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index offers_brand on offers (brand_id);

create table caption_templates (
  id text primary key not null,
  brand_id text not null,
  name text not null,
  category text not null,
  text text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index caption_templates_brand on caption_templates (brand_id);

create table hashtag_sets (
  id text primary key not null,
  brand_id text not null,
  name text not null,
  hashtags text not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index hashtag_sets_brand on hashtag_sets (brand_id);

create table journal_entries (
  id text primary key not null,
  brand_id text not null,
  day text not null,
  text text not null,
  post_id text,
  created_by text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index journal_entries_brand on journal_entries (brand_id, day);

create table journal_weeks (
  id text primary key not null,
  brand_id text not null,
  first_day text not null,
  text text not null,
  done integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index journal_weeks_brand on journal_weeks (brand_id);

create table ideas (
  id text primary key not null,
  brand_id text not null,
  stage text not null,
  rank integer,
  hook_id text,
  release_month text,
  visible_after text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  _scope text not null
) strict;
create index ideas_brand on ideas (brand_id);
create index ideas_hook on ideas (hook_id) where hook_id is not null;

-- Why a pillar is there, and examples of what it is about.
alter table pillars add column why_it_matters text not null default '';
alter table pillars add column subtopics text not null default '[]';
update base_rows set data = json_set(data, '$.why_it_matters', '', '$.subtopics', json('[]'))
 where kind = 'pillar' and data is not null;
