-- People a brand mentions in its posts, with what each platform calls them.

create table app.contacts (
  id uuid primary key,
  brand_id uuid not null references app.brands(id) on delete cascade,
  name text not null check (length(name) between 1 and 200),
  handles jsonb not null check (jsonb_typeof(handles) = 'object'),
  created_at timestamptz not null, updated_at timestamptz not null, version int not null,
  deleted_at timestamptz,
  unique (brand_id, id)
);
select app.make_kind('contact', 'contacts', array['name', 'handles']);
create index contacts_brand on app.contacts (brand_id) where deleted_at is null;

-- What people are called is part of what was approved: work that waits for an approval is looked at again. No such column:
-- everything of the brand.
create trigger look_again after insert or update on app.contacts
  for each row execute function app.on_review_changed('all');
