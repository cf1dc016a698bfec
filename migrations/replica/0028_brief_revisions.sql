-- Versions of a post's brief, which shares its post's id.
alter table post_revisions add column of_brief integer not null default 0;
update base_rows set data = json_set(data, '$.of_brief', json('false')) where kind = 'revision' and data is not null;
