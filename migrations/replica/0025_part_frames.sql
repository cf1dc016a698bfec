-- How each file of a part goes out.
alter table post_parts add column frames text not null default '{}';
update base_rows set data = json_set(data, '$.frames', json('{}')) where kind = 'part' and data is not null;
