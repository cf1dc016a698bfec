-- What a channel of films is told beside the words.
alter table targets add column options text;
update base_rows set data = json_set(data, '$.options', json('null')) where kind = 'target' and data is not null;
