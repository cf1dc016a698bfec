-- A series says all that goes out with each of its dates, and a date what stood beside its post as the series made it.
alter table series add column media text not null default '[]';
alter table series add column parts text not null default '[]';
alter table occurrences add column made_hash text;
update base_rows set data = json_set(data, '$.media', json('[]'), '$.parts', json('[]'))
  where kind = 'series' and data is not null;
update base_rows set data = json_set(data, '$.made_hash', json('null')) where kind = 'occurrence' and data is not null;
