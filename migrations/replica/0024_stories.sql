-- A channel may show a post as a story.
alter table targets add column format text;
